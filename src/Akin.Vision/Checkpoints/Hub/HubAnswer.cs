namespace Akin.Vision.Checkpoints.Hub;

/// <summary>An answer after its redirects, and what the answers on the way said of the file. The caller disposes it.</summary>
/// <param name="Message">The last answer. It is a redirect where the next step leads to another host and the caller did not want to go there.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Facts">Headers about the file, from the first answer that had them.</param>
internal sealed record HubAnswer(HttpResponseMessage Message, Uri Address, HubFileFacts Facts) : IDisposable
{
    /// <summary>Where the file is to be had.</summary>
    public Uri FileAddress => Message.Headers.Location is Uri location ? new Uri(Address, location) : Address;

    public void Dispose() => Message.Dispose();
}

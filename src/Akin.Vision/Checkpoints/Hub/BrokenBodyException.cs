namespace Akin.Vision.Checkpoints.Hub;

/// <summary>An answer broke off or stalled in its middle. It may be asked for again.</summary>
internal sealed class BrokenBodyException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the attempt got further than any before it.</summary>
    public bool BroughtSomething { get; init; }
}

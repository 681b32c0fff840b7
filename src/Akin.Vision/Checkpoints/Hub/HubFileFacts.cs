using System.Globalization;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>What the headers of an answer say of a file.</summary>
/// <param name="Commit">The commit that the revision is, <c>X-Repo-Commit</c>.</param>
/// <param name="ETag">The file's own tag, <c>X-Linked-Etag</c>, or else <c>ETag</c>; without quotes and weakness mark.</param>
/// <param name="LengthInBytes">Its length, <c>X-Linked-Size</c> or <c>Content-Length</c>.</param>
internal sealed record HubFileFacts(string? Commit, string? ETag, long? LengthInBytes)
{
    public static HubFileFacts Of(HttpResponseMessage answer)
    {
        string? linkedTag = Header(answer, "X-Linked-Etag");
        string? linkedSize = Header(answer, "X-Linked-Size");
        bool isRedirect = answer.Headers.Location is not null;
        return new HubFileFacts(
            Header(answer, "X-Repo-Commit"),
            Bare(linkedTag ?? (isRedirect ? null : Header(answer, "ETag"))),
            long.TryParse(linkedSize, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : isRedirect ? null : answer.Content.Headers.ContentLength);
    }

    /// <summary>These facts, with those of a later answer where these lack them.</summary>
    public HubFileFacts Or(HubFileFacts later) => new(Commit ?? later.Commit, ETag ?? later.ETag, LengthInBytes ?? later.LengthInBytes);

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    private static string? Bare(string? tag) => tag is null ? null : (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"');
}

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>A file of a repository at a commit, as the Hub lists it.</summary>
/// <param name="Path">Its path in the repository, with <c>/</c>; safe to join to a folder.</param>
/// <param name="LengthInBytes">Its length.</param>
/// <param name="BlobId">git's SHA-1 of what git holds: of the file, or for a large file of the pointer to it.</param>
/// <param name="Sha256">SHA-256 of a large file (git LFS), or null.</param>
internal sealed record HubFile(string Path, long LengthInBytes, string BlobId, string? Sha256)
{
    /// <summary>The name of its blob in a cache, which is the ETag that the Hub gives it.</summary>
    public string BlobName => Sha256 ?? BlobId;
}

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>One commit of a model in the cache.</summary>
/// <param name="Commit">The commit, 40 hexadecimal digits; empty for a model that comes with Akin.</param>
/// <param name="References">The branches and tags that were last known to be this commit.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="Problem">Why Akin cannot run it, one sentence; null where it can.</param>
public sealed record LocalRevision(string Commit, IReadOnlyList<string> References, string Folder, string? Problem);

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>A model that is on this machine.</summary>
/// <param name="Name">What <see cref="Encoding.ImageEncoder.Open"/> takes: <c>owner/name</c>, or the name of one that comes with Akin.</param>
/// <param name="Folder">Its folder, in the cache or beside Akin.</param>
/// <param name="LengthInBytes">What it takes on the disk, with downloads that are not complete.</param>
/// <param name="Revisions">Its commits that are here.</param>
public sealed record LocalModel(string Name, string Folder, long LengthInBytes, IReadOnlyList<LocalRevision> Revisions);

namespace Akin.Galleries;

/// <summary>What a removal did.</summary>
/// <param name="RemovedCount">Pictures that left the gallery.</param>
/// <param name="PictureCount">Pictures in the gallery now.</param>
/// <param name="MissingRoots">Folders that are gone, empty or without any picture now, so that nothing was removed for their missing files.</param>
public sealed record RemovalReport(long RemovedCount, long PictureCount, IReadOnlyList<MissingRoot> MissingRoots)
{
    /// <summary>Embeddings that belong to no picture since: a compaction gives their space back. None where other pictures have the same content.</summary>
    public long FreedRowCount { get; init; }
}

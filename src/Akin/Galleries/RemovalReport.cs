namespace Akin.Galleries;

/// <summary>What a removal did.</summary>
/// <param name="RemovedCount">Pictures that left the gallery.</param>
/// <param name="PictureCount">Pictures in the gallery now.</param>
/// <param name="MissingRoots">Folders that are gone or empty, so that nothing was removed for their missing files.</param>
public sealed record RemovalReport(long RemovedCount, long PictureCount, IReadOnlyList<MissingRoot> MissingRoots);

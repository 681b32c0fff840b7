namespace Akin.Vectors.Storage;

/// <summary>A section's line in the table of a derived file.</summary>
/// <param name="Id">Its name within its kind.</param>
/// <param name="Offset">Where it begins, a multiple of <see cref="AlignmentInBytes"/>.</param>
/// <param name="LengthInBytes">Its bytes, without the zeros behind them.</param>
internal readonly record struct IndexSection(uint Id, long Offset, long LengthInBytes)
{
    /// <summary>Sections begin on pages.</summary>
    public const int AlignmentInBytes = 4096;

    /// <summary>Bytes under one sum: 256 KiB are summed in about 15 microseconds, on the first touch.</summary>
    public const int ChunkInBytes = 1 << 18;

    /// <summary>Bytes with the zeros that fill the last page; sums cover those as well.</summary>
    public long PaddedLengthInBytes => Padded(LengthInBytes);

    /// <summary>Chunks, and so sums: the last one may be shorter.</summary>
    public long ChunkCount => (PaddedLengthInBytes + ChunkInBytes - 1) / ChunkInBytes;

    /// <summary>Rounded up to whole pages; the length must be below <see cref="long.MaxValue"/> by a page.</summary>
    public static long Padded(long lengthInBytes) => (lengthInBytes + AlignmentInBytes - 1) / AlignmentInBytes * AlignmentInBytes;
}

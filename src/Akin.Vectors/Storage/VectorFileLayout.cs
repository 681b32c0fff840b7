namespace Akin.Vectors.Storage;

/// <summary>Where rows and their sums lie in a vector file, as <c>docs/formats/vectors-f16.md</c> tells.</summary>
/// <param name="Version">Format version, 1 or 2.</param>
/// <param name="Dimensions">Components of a row.</param>
internal readonly record struct VectorFileLayout(uint Version, int Dimensions)
{
    /// <summary>The version that is written.</summary>
    public const uint NewestVersion = 2;

    /// <summary>A page, so that rows begin where a mapping may begin; also the sums of a block.</summary>
    public const int PageInBytes = 4096;

    /// <summary>Rows whose sums fill a page.</summary>
    public const int RowsOfABlock = PageInBytes / sizeof(uint);

    private const int RowsOfABlockShift = 10;

    /// <summary>More rows than any file holds: in version 1 all lie one after another.</summary>
    private const int SingleBlockShift = 62;

    /// <summary>Bytes from one row to the next.</summary>
    public int StrideInBytes => VectorRows.StrideInBytes(Dimensions, RowFormat.Float16);

    /// <summary>Whether rows have sums: from version 2 on.</summary>
    public bool HasSums => Version >= 2;

    /// <summary>A block holds 2^this rows.</summary>
    public int BlockShift => HasSums ? RowsOfABlockShift : SingleBlockShift;

    /// <summary>Bytes of a file with so many rows.</summary>
    public long FileLengthInBytes(long rowCount) => rowCount == 0 ? PageInBytes : RowOffset(rowCount - 1) + StrideInBytes;

    /// <summary>How many blocks hold so many rows.</summary>
    public long BlockCount(long rowCount) => rowCount == 0 ? 0 : ((rowCount - 1) >> BlockShift) + 1;

    /// <summary>Where a row begins.</summary>
    public long RowOffset(long row) => HasSums
        ? BlockOffset(row) + PageInBytes + (row % RowsOfABlock * StrideInBytes)
        : PageInBytes + (row * StrideInBytes);

    /// <summary>Where a row's sum lies.</summary>
    public long SumOffset(long row) => BlockOffset(row) + (row % RowsOfABlock * sizeof(uint));

    /// <summary>Where the block of a row begins: with its sums.</summary>
    private long BlockOffset(long row) => PageInBytes + (row / RowsOfABlock * (PageInBytes + ((long)RowsOfABlock * StrideInBytes)));
}

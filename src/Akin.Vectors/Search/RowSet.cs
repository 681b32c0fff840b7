namespace Akin.Vectors.Search;

/// <summary>A set of rows, one bit each: which rows of a vector file a search may answer with. Reading is thread-safe, adding is not.</summary>
public sealed class RowSet
{
    private readonly ulong[] _bits;

    /// <summary>Creates an empty set over the rows 0 to <paramref name="rowCount"/> - 1.</summary>
    /// <param name="rowCount">At least 0.</param>
    public RowSet(long rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        RowCount = rowCount;
        _bits = new ulong[(rowCount + 63) / 64];
    }

    /// <summary>How many rows the set ranges over.</summary>
    public long RowCount { get; }

    /// <summary>Puts a row into the set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Add(long row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        _bits[row / 64] |= 1UL << (int)(row % 64);
    }

    /// <summary>Whether the set holds a row; false for rows outside its range.</summary>
    public bool Contains(long row) => (ulong)row < (ulong)RowCount && (_bits[row / 64] & (1UL << (int)(row % 64))) != 0;
}

namespace Akin.Vectors.Search;

/// <summary>Hands out ranges of rows to threads as they come for more. Thread-safe.</summary>
/// <param name="rowCount">Rows in all.</param>
/// <param name="rowsPerRange">Rows of a range but the last, a multiple of 64.</param>
internal sealed class RowRanges(long rowCount, long rowsPerRange)
{
    private long _next;

    /// <summary>How many there are in all.</summary>
    public long Count => (rowCount + rowsPerRange - 1) / rowsPerRange;

    /// <summary>Takes the next range.</summary>
    /// <returns>False where none is left.</returns>
    public bool TryTake(out long start, out long end)
    {
        start = Interlocked.Add(ref _next, rowsPerRange) - rowsPerRange;
        end = Math.Min(rowCount, start + rowsPerRange);
        return start < rowCount;
    }
}

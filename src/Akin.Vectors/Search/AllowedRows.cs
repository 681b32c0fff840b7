using System.Numerics;
using System.Runtime.CompilerServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>Goes through the rows of a range that may answer, in their order, once their checksums are compared. Not thread-safe.</summary>
/// <param name="rows">The rows.</param>
/// <param name="among">The rows that may answer, or null for all.</param>
/// <param name="start">The range's first row, a multiple of 64.</param>
/// <param name="end">The row behind the last, a multiple of 64 or the row count.</param>
internal struct AllowedRows(RowView rows, RowSet? among, long start, long end)
{
    private readonly long _endWord = (end + 63) / 64;
    private long _word = (start / 64) - 1;
    private ulong _allowed;

    /// <summary>The row that <see cref="MoveNext"/> went to.</summary>
    public long Current { get; private set; }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="IndexFormatException">A row is damaged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        while (_allowed == 0)
        {
            if (_word + 1 >= _endWord)
            {
                return false;
            }

            _word++;
            _allowed = rows.Allowed(_word, among);
            rows.VerifyWord(_word, _allowed);
        }

        Current = (_word * 64) + BitOperations.TrailingZeroCount(_allowed);
        _allowed &= _allowed - 1;
        return true;
    }
}

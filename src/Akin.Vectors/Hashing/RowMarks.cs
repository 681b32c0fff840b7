using System.Numerics;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

/// <summary>Rows that a search has come across, a bit each: however many buckets hold one, it counts once. Not thread-safe.</summary>
internal sealed class RowMarks
{
    private ulong[] _words = [];
    private long[] _rows = [];

    /// <summary>Makes room for so many rows.</summary>
    public void Fit(int rowCount)
    {
        int wordCount = (rowCount + 63) / 64;
        if (_words.Length < wordCount)
        {
            Array.Resize(ref _words, wordCount + (wordCount / 8));
        }
    }

    /// <summary>Marks rows, each below the number that there is room for.</summary>
    public void Add(ReadOnlySpan<int> rows)
    {
        ulong[] words = _words;
        foreach (int row in rows)
        {
            words[row >> 6] |= 1UL << (row & 63);
        }
    }

    /// <summary>Marks the first rows, as many as there is room for or fewer.</summary>
    public void AddAll(int rowCount)
    {
        _words.AsSpan(0, rowCount / 64).Fill(ulong.MaxValue);
        if (rowCount % 64 > 0)
        {
            _words[rowCount / 64] = (1UL << (rowCount % 64)) - 1;
        }
    }

    /// <summary>Takes all marks away.</summary>
    /// <param name="view">Knows the rows that were removed.</param>
    /// <param name="among">The rows that may answer, or null for all.</param>
    /// <returns>The marked rows that may answer, rising; valid until the next call.</returns>
    public ReadOnlySpan<long> Take(in RowView view, RowSet? among)
    {
        int count = 0;
        for (int index = 0; index < _words.Length; index++)
        {
            ulong marked = _words[index];
            if (marked != 0)
            {
                _words[index] = 0;
                marked &= view.Allowed(index, among);
                if (count + 64 > _rows.Length)
                {
                    Array.Resize(ref _rows, Math.Max(1024, 2 * _rows.Length));
                }

                for (; marked != 0; marked &= marked - 1)
                {
                    _rows[count++] = (64L * index) + BitOperations.TrailingZeroCount(marked);
                }
            }
        }

        return _rows.AsSpan(0, count);
    }
}

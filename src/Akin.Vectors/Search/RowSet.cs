using System.Numerics;
using System.Runtime.CompilerServices;

namespace Akin.Vectors.Search;

/// <summary>
/// A set of rows, one bit each: which rows a search may answer with. Reading is thread-safe while one writer adds and removes; a search that has begun may or
/// may not see what changes meanwhile.
/// </summary>
public sealed class RowSet
{
    private ulong[] _bits;

    /// <summary>Creates an empty set over the rows 0 to <paramref name="rowCount"/> - 1.</summary>
    /// <param name="rowCount">At least 0.</param>
    public RowSet(long rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        RowCount = rowCount;
        _bits = new ulong[(rowCount + 63) / 64];
    }

    /// <summary>How many rows the set ranges over.</summary>
    public long RowCount { get; private set; }

    /// <summary>Puts a row into the set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Add(long row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)RowCount, nameof(row));
        _bits[row / 64] |= 1UL << (int)(row % 64);
    }

    /// <summary>Takes a row out of the set; nothing happens where it is not in it.</summary>
    public void Remove(long row)
    {
        if (Contains(row))
        {
            _bits[row / 64] &= ~(1UL << (int)(row % 64));
        }
    }

    /// <summary>Whether the set holds a row; false for rows outside its range.</summary>
    public bool Contains(long row) => (Word(row >> 6) & (1UL << (int)(row & 63))) != 0;

    /// <summary>How many rows the set holds.</summary>
    public long Count()
    {
        long count = 0;
        foreach (ulong word in _bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>A set of the same rows that changes by itself. Not to be called while the set is written.</summary>
    public RowSet Copy()
    {
        RowSet copy = new(RowCount);
        _bits.AsSpan(0, copy._bits.Length).CopyTo(copy._bits);
        return copy;
    }

    /// <summary>The rows 64 x <paramref name="index"/> and the 63 behind it, the first in the lowest bit; 0 outside the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Word(long index)
    {
        ulong[] bits = Volatile.Read(ref _bits);
        return (ulong)index < (ulong)bits.Length ? bits[index] : 0;
    }

    /// <summary>The set of all rows below a number.</summary>
    /// <param name="rowCount">At least 0.</param>
    public static RowSet First(long rowCount)
    {
        RowSet set = new(rowCount);
        set._bits.AsSpan().Fill(ulong.MaxValue);
        if (rowCount % 64 != 0)
        {
            set._bits[^1] = (1UL << (int)(rowCount % 64)) - 1;
        }

        return set;
    }

    /// <summary>Widens the range.</summary>
    internal void Grow(long rowCount)
    {
        long wordCount = (rowCount + 63) / 64;
        if (wordCount > _bits.Length)
        {
            ulong[] wider = new ulong[Math.Max(wordCount, 2L * _bits.Length)];
            _bits.CopyTo(wider, 0);
            Volatile.Write(ref _bits, wider);
        }

        RowCount = Math.Max(RowCount, rowCount);
    }
}

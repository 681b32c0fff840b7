using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;

namespace Akin.Vectors.Storage;

/// <summary>
/// Rows at one moment: what a search reads from its beginning to its end while a writer goes on. Rows lie in blocks of a power of two of them. Rows are
/// not checked against <see cref="RowCount"/>. <see cref="Verify(long)"/> and its siblings come before <see cref="Half"/>, <see cref="Float"/>, <see cref="Bytes"/> and <see cref="Address"/>.
/// </summary>
internal readonly unsafe struct RowView
{
    private readonly nint[] _blocks;
    private readonly int _blockShift;
    private readonly RowSet _removed;
    private readonly RowSums? _sums;
    private readonly ScatteredRows? _scattered;

    /// <param name="blocks">Where each block's first row lies.</param>
    /// <param name="blockShift">A block holds 2^this rows; 62 where there is but one.</param>
    /// <param name="rowCount">Rows that may be read.</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="format">How components are kept.</param>
    /// <param name="removed">Rows that no search answers with.</param>
    /// <param name="sums">The checksums of rows that come from a disk; null where there are none.</param>
    /// <param name="scattered">What copies rows that are read here and there; null where they are read in place.</param>
    public RowView(nint[] blocks, int blockShift, long rowCount, int dimensions, RowFormat format, RowSet removed, RowSums? sums = null, ScatteredRows? scattered = null)
    {
        _blocks = blocks;
        _blockShift = blockShift;
        _removed = removed;
        _sums = sums;
        _scattered = scattered;
        RowCount = rowCount;
        Dimensions = dimensions;
        Format = format;
        StrideInBytes = VectorRows.StrideInBytes(dimensions, format);
    }

    /// <summary>Rows that may be read.</summary>
    public long RowCount { get; private init; }

    /// <summary>Components of a row.</summary>
    public int Dimensions { get; }

    /// <summary>How components are kept.</summary>
    public RowFormat Format { get; }

    /// <summary>Bytes from one row of a block to the next.</summary>
    public int StrideInBytes { get; }

    /// <summary>The same rows up to a number of them.</summary>
    public RowView First(long rowCount) => this with { RowCount = rowCount };

    /// <summary>A row of float16 components.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<Half> Half(long row) => new(Address(row), Dimensions);

    /// <summary>A row of float32 components.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<float> Float(long row) => new(Address(row), Dimensions);

    /// <summary>A row of either with the zeros behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(long row) => new(Address(row), StrideInBytes);

    /// <summary>Where a row begins, at a multiple of 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Address(long row) => (byte*)_blocks[row >> _blockShift] + ((row & ((1L << _blockShift) - 1)) * StrideInBytes);

    /// <summary>The first row behind <paramref name="row"/> that does not lie right after its predecessor.</summary>
    public long EndOfBlock(long row) => Math.Min(RowCount, ((row >> _blockShift) + 1) << _blockShift);

    /// <summary>Compares the checksums of rows, where they have some and that was not done before: whoever reads rows calls this first.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="count">How many; they lie below <see cref="RowCount"/>.</param>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    public void Verify(long firstRow, long count)
    {
        if (_sums is not null)
        {
            long end = firstRow + count;
            for (long row = firstRow; row < end; row = (row | 63) + 1)
            {
                ulong rows = ulong.MaxValue << (int)(row & 63);
                long behind = (row | 63) + 1 - end;
                _sums.Verify(row / 64, behind > 0 ? rows & (ulong.MaxValue >> (int)behind) : rows);
            }
        }
    }

    /// <summary>The same for one row.</summary>
    /// <exception cref="IndexFormatException">Its checksum is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Verify(long row) => _sums?.Verify(row / 64, 1UL << (int)(row & 63));

    /// <summary>The same for some of the rows 64 x <paramref name="word"/> and the 63 behind it, the first in the lowest bit: see <see cref="Allowed"/>.</summary>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void VerifyWord(long word, ulong rows) => _sums?.Verify(word, rows);

    /// <summary>Widens a row to float32, once its checksum is compared.</summary>
    /// <exception cref="IndexFormatException">It is wrong.</exception>
    public void Read(long row, Span<float> target)
    {
        Verify(row);
        if (Format == RowFormat.Float16)
        {
            HalfWidening.Widen(Half(row), target);
        }
        else
        {
            Float(row).CopyTo(target);
        }
    }

    /// <summary>Which of the rows 64 x <paramref name="word"/> and the 63 behind it may answer, the first in the lowest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Allowed(long word, RowSet? among)
    {
        long rowsLeft = RowCount - (word * 64);
        ulong allowed = rowsLeft >= 64 ? ulong.MaxValue : (1UL << (int)rowsLeft) - 1;
        allowed &= ~_removed.Word(word);
        return among is null ? allowed : allowed & among.Word(word);
    }

    /// <summary>Whether a row may answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAllowed(long row, RowSet? among) => row < RowCount && !_removed.Contains(row) && (among is null || among.Contains(row));

    /// <summary>Whether all rows may answer.</summary>
    public bool AllowsAll(RowSet? among) => among is null && _removed.RowCount == 0;

    /// <summary>How many rows may answer.</summary>
    public long AllowedCount(RowSet? among)
    {
        long count = 0;
        for (long word = 0; word * 64 < RowCount; word++)
        {
            count += BitOperations.PopCount(Allowed(word, among));
        }

        return count;
    }

    /// <summary>The rows that come at certain places when all that were not removed are counted from 0.</summary>
    /// <param name="places">Places in any order, below <see cref="AllowedCount"/>.</param>
    /// <returns>The row at each of them.</returns>
    public long[] AllowedAt(IReadOnlyList<long> places)
    {
        long[] rows = new long[places.Count];
        int[] order = [.. Enumerable.Range(0, places.Count).OrderBy(index => places[index])];
        long counted = 0;
        long word = 0;
        foreach (int index in order)
        {
            int inWord;
            while (counted + (inWord = BitOperations.PopCount(Allowed(word, null))) <= places[index])
            {
                counted += inWord;
                word++;
            }

            ulong bits = Allowed(word, null);
            for (long skipped = places[index] - counted; skipped > 0; skipped--)
            {
                bits &= bits - 1;
            }

            rows[index] = (word * 64) + BitOperations.TrailingZeroCount(bits);
        }

        return rows;
    }

    /// <summary>The bytes of a row, once its checksum is compared, for whoever reads rows here and there.</summary>
    /// <param name="row">The row.</param>
    /// <param name="scratch">Room for <see cref="StrideInBytes"/>: a large file's row is copied there.</param>
    /// <exception cref="IndexFormatException">Its checksum is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Scattered(long row, Span<byte> scratch)
    {
        if (_scattered is not null)
        {
            _scattered.Read(row, scratch[..StrideInBytes]);
            return scratch[..StrideInBytes];
        }

        Verify(row);
        return Bytes(row);
    }

    /// <summary>Asks for the bytes of a row ahead of <see cref="Scattered"/>; where that copies, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchScattered(long row)
    {
        if (_scattered is null)
        {
            Prefetch(row);
        }
    }

    /// <summary>Asks for a row's bytes ahead of their use; where the machine cannot, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long row)
    {
        if (Sse.IsSupported)
        {
            byte* address = Address(row);
            for (int offset = 0; offset < StrideInBytes; offset += 64)
            {
                Sse.Prefetch0(address + offset);
            }
        }
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>
/// The checksums of a mapped vector file's rows, each compared once, when its row is first read. Thread-safe without locks: two threads may compare one row at the
/// same time, to the same end.
/// </summary>
internal sealed unsafe class RowSums
{
    private readonly string _path;
    private readonly byte* _file;
    private readonly VectorFileLayout _layout;
    private readonly ulong[] _verified;

    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its first byte.</param>
    /// <param name="layout">Where rows and sums lie.</param>
    /// <param name="rowCount">Rows that are mapped.</param>
    public RowSums(string path, byte* file, VectorFileLayout layout, long rowCount)
    {
        _path = path;
        _file = file;
        _layout = layout;
        _verified = new ulong[(rowCount + 63) / 64];
    }

    /// <summary>A row's checksum: CRC-32C of its number, 8 bytes from the lowest on, and its bytes with the zeros behind them. So a row in another's place is found.</summary>
    public static uint Of(long row, ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, row);
        return Crc32C.Append(Crc32C.Compute(number), bytes);
    }

    /// <summary>Compares the sums of some of the rows 64 x <paramref name="word"/> and the 63 behind it, where that was not done before.</summary>
    /// <param name="word">Which 64 rows; all that are asked for are mapped.</param>
    /// <param name="rows">Which of them, the first in the lowest bit.</param>
    /// <exception cref="IndexFormatException">A sum is wrong.</exception>
    public void Verify(long word, ulong rows)
    {
        ulong left = rows & ~Volatile.Read(ref _verified[word]);
        if (left != 0)
        {
            Compare(word, left);
        }
    }

    /// <summary>Whether a row's sum was compared before.</summary>
    public bool IsVerified(long row) => (Volatile.Read(ref _verified[row / 64]) & (1UL << (int)(row % 64))) != 0;

    /// <summary>Compares the sum of a row that was copied.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="bytes">Its bytes with the zeros behind them.</param>
    /// <param name="sum">Its sum as the file has it.</param>
    /// <exception cref="IndexFormatException">The sum is wrong.</exception>
    public void Verify(long row, ReadOnlySpan<byte> bytes, uint sum)
    {
        if (Of(row, bytes) != sum)
        {
            long offset = _layout.RowOffset(row);
            throw new IndexFormatException(_path, string.Create(CultureInfo.InvariantCulture, $"{_path} is damaged: the checksum of row {row}, at byte {offset}, is wrong."), offset: offset);
        }

        Interlocked.Or(ref _verified[row / 64], 1UL << (int)(row % 64));
    }

    private void Compare(long word, ulong rows)
    {
        for (ulong left = rows; left != 0; left &= left - 1)
        {
            long row = (64 * word) + BitOperations.TrailingZeroCount(left);
            Verify(row, new ReadOnlySpan<byte>(_file + _layout.RowOffset(row), _layout.StrideInBytes), *(uint*)(_file + _layout.SumOffset(row)));
        }
    }
}

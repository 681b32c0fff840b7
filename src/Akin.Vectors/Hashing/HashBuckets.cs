using System.Numerics;
using System.Runtime.InteropServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

/// <summary>
/// The buckets of one table: rows sorted by hash, and a directory that says where the rows of each leading part of a hash begin. It never changes, so reading
/// is thread-safe.
/// </summary>
/// <remarks>
/// The directory has at most as many cells as there are rows. Where a hash has no more bits than that, a cell is a bucket and hashes need not be kept: 8
/// bytes a row at most. Otherwise the hashes lie beside the rows, sorted, and are searched by halving within a cell: 16 bytes a row at most.
/// </remarks>
internal abstract class HashBuckets
{
    /// <summary>Numbers that are written at once.</summary>
    private const int WrittenAtOnce = 1 << 14;

    protected HashBuckets(int hashSize, int rowCount)
    {
        HashSize = hashSize;
        RowCount = rowCount;
        DirectoryBits = DirectoryBitsOf(hashSize, rowCount);
    }

    /// <summary>Bits of a hash, 1 to 64.</summary>
    public int HashSize { get; }

    /// <summary>Rows in all buckets: 0 to this less 1, each once.</summary>
    public int RowCount { get; }

    /// <summary>The leading bits of a hash that name a cell.</summary>
    public int DirectoryBits { get; }

    /// <summary>Whether hashes are kept beside the rows.</summary>
    public bool KeepsHashes => DirectoryBits < HashSize;

    /// <summary>Bytes of directory, rows and hashes.</summary>
    public long LengthInBytes => (sizeof(int) * ((1L << DirectoryBits) + 1 + RowCount)) + (KeepsHashes ? sizeof(ulong) * (long)RowCount : 0);

    /// <summary>How many leading bits of a hash name a cell: a cell has at least one row on average.</summary>
    public static int DirectoryBitsOf(int hashSize, int rowCount) => Math.Min(hashSize, BitOperations.Log2((uint)Math.Max(1, rowCount)));

    /// <summary>The rows of a bucket, rising; none where it is empty.</summary>
    public ReadOnlySpan<int> Find(ulong hash)
    {
        (int start, int end) = Cell(CellOf(hash, HashSize, DirectoryBits));
        if (KeepsHashes)
        {
            ReadOnlySpan<ulong> hashes = Hashes(start, end - start);
            int first = CountBelow(hashes, hash);
            int count = hash == ulong.MaxValue ? hashes.Length - first : CountBelow(hashes[first..], hash + 1);
            return Rows(start + first, count);
        }

        return Rows(start, end - start);
    }

    /// <summary>Writes each row's hash into <paramref name="hashByRow"/>, [rows].</summary>
    public void CopyHashesTo(Span<ulong> hashByRow)
    {
        for (int cell = 0; cell < 1 << DirectoryBits; cell++)
        {
            (int start, int end) = Cell(cell);
            ReadOnlySpan<int> rows = Rows(start, end - start);
            ReadOnlySpan<ulong> hashes = KeepsHashes ? Hashes(start, end - start) : default;
            for (int index = 0; index < rows.Length; index++)
            {
                hashByRow[rows[index]] = KeepsHashes ? hashes[index] : (ulong)cell;
            }
        }
    }

    /// <summary>Adds the size of every bucket that is not empty.</summary>
    public void AddSizesTo(List<int> sizes)
    {
        for (int cell = 0; cell < 1 << DirectoryBits; cell++)
        {
            (int start, int end) = Cell(cell);
            ReadOnlySpan<ulong> hashes = KeepsHashes ? Hashes(start, end - start) : default;
            for (int index = 0; index < end - start;)
            {
                int next = end - start;
                if (KeepsHashes)
                {
                    next = index + 1;
                    while (next < hashes.Length && hashes[next] == hashes[index])
                    {
                        next++;
                    }
                }

                sizes.Add(next - index);
                index = next;
            }
        }
    }

    /// <summary>Writes where the rows of each cell begin, and where the last one's end.</summary>
    public void WriteOffsetsTo(IndexFileWriter writer)
    {
        int[] offsets = new int[WrittenAtOnce];
        for (int first = 0; first < (1 << DirectoryBits) + 1; first += WrittenAtOnce)
        {
            int count = Math.Min(WrittenAtOnce, (1 << DirectoryBits) + 1 - first);
            for (int index = 0; index < count; index++)
            {
                offsets[index] = first + index == 1 << DirectoryBits ? RowCount : Cell(first + index).Start;
            }

            writer.Append(MemoryMarshal.AsBytes(offsets.AsSpan(0, count)));
        }
    }

    /// <summary>Writes the rows, in the order of their hashes.</summary>
    public void WriteRowsTo(IndexFileWriter writer)
    {
        for (int start = 0; start < RowCount; start += WrittenAtOnce)
        {
            writer.Append(MemoryMarshal.AsBytes(Rows(start, Math.Min(WrittenAtOnce, RowCount - start))));
        }
    }

    /// <summary>Writes their hashes, where they are kept.</summary>
    public void WriteHashesTo(IndexFileWriter writer)
    {
        for (int start = 0; start < RowCount && KeepsHashes; start += WrittenAtOnce)
        {
            writer.Append(MemoryMarshal.AsBytes(Hashes(start, Math.Min(WrittenAtOnce, RowCount - start))));
        }
    }

    /// <summary>The cell that a hash belongs to.</summary>
    protected static int CellOf(ulong hash, int hashSize, int directoryBits) => directoryBits == 0 ? 0 : (int)(hash >> (hashSize - directoryBits));

    /// <summary>Where a cell's rows begin and end.</summary>
    protected abstract (int Start, int End) Cell(int cell);

    /// <summary>Some of the rows, in the order of their hashes, rising within a bucket.</summary>
    protected abstract ReadOnlySpan<int> Rows(int start, int count);

    /// <summary>The hashes of those rows, where they are kept.</summary>
    protected abstract ReadOnlySpan<ulong> Hashes(int start, int count);

    private static int CountBelow(ReadOnlySpan<ulong> sorted, ulong hash)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            if (sorted[middle] < hash)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

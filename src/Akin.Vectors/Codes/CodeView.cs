using System.Runtime.CompilerServices;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Codes;

/// <summary>Blocks of codes at one moment: what a search reads from its beginning to its end while a writer goes on.</summary>
internal readonly unsafe struct CodeView(nint[] chunks, int chunkShift, int blockInBytes, MappedSection? section, int mappedChunkCount)
{
    /// <summary>Bytes of a block.</summary>
    public int BlockInBytes => blockInBytes;

    /// <summary>The first block behind <paramref name="block"/> that does not lie right after its predecessor.</summary>
    public long EndOfChunk(long block) => ((block >> chunkShift) + 1) << chunkShift;

    /// <summary>Where a block lies; unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Block(long block) => (byte*)chunks[block >> chunkShift] + ((block & ((1L << chunkShift) - 1)) * blockInBytes);

    /// <summary>Appends blocks to a file's section; slots of the last one that are not taken are written as zeros.</summary>
    /// <param name="writer">The file, in a section.</param>
    /// <param name="slotCount">Slots that are taken.</param>
    /// <exception cref="IndexFormatException">Blocks lie in a file and are damaged.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Save(IndexFileWriter writer, long slotCount)
    {
        long wholeCount = slotCount / LookupScan.BlockRowCount;
        for (long first = 0; first < wholeCount;)
        {
            long end = Math.Min(wholeCount, EndOfChunk(first));
            Verify(first, end - first);
            writer.Append(new ReadOnlySpan<byte>(Block(first), (int)((end - first) * blockInBytes)));
            first = end;
        }

        int takenCount = (int)(slotCount % LookupScan.BlockRowCount);
        if (takenCount > 0)
        {
            Verify(wholeCount, 1);
            byte[] last = new ReadOnlySpan<byte>(Block(wholeCount), blockInBytes).ToArray();
            for (int slot = takenCount; slot < LookupScan.BlockRowCount; slot++)
            {
                Clear(last, slot);
            }

            writer.Append(last);
        }
    }

    private static void Clear(byte[] block, int slot)
    {
        int factors = block.Length - (2 * sizeof(float) * LookupScan.BlockRowCount);
        for (int place = LookupScan.PositionOf(slot); place < factors; place += LookupScan.BlockRowCount)
        {
            block[place] = 0;
        }

        block.AsSpan(factors + (slot * sizeof(float)), sizeof(float)).Clear();
        block.AsSpan(factors + ((LookupScan.BlockRowCount + slot) * sizeof(float)), sizeof(float)).Clear();
    }

    /// <summary>Compares checksums of blocks that lie in a file, where that was not done before. The blocks are of one chunk.</summary>
    /// <exception cref="IndexFormatException">They are damaged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Verify(long firstBlock, long blockCount)
    {
        if (section is not null && firstBlock >> chunkShift < mappedChunkCount)
        {
            section.Verify(firstBlock * blockInBytes, blockCount * blockInBytes);
        }
    }
}

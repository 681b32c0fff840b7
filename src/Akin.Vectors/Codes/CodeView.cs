using System.Runtime.CompilerServices;
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

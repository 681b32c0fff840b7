using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>Sums of some components less sums of others, which two lists of positions name: what a sparse random projection takes of a vector.</summary>
/// <remarks>
/// <para>Many vectors are taken 16 at a time, side by side: <c>block[16 * i + v]</c> is component i of vector v. So a position of a list is one load and
/// one addition for 16 vectors.</para>
/// <para>Numeric contract: additions are float32, in four partial sums in turns, added up as <c>(0 + 1) + (2 + 3)</c>, within every vector the same whatever
/// the width: all tiers, and one vector alone, agree bit for bit. The result lies within <c>(count / 4 + 8) * 2^-24 * sum |components named|</c> of the
/// exact sum. NaN and infinities propagate where a list names them. Empty lists give 0. Thread-safe, allocates nothing.</para>
/// </remarks>
internal static partial class SignedSum
{
    /// <summary>Vectors side by side in a block: the lanes of 512 bits.</summary>
    public const int BlockRows = 16;

    /// <summary>The sums of 16 vectors.</summary>
    /// <param name="block">Float32 [components x 16].</param>
    /// <param name="added">Positions of components to add, each below the number of components.</param>
    /// <param name="subtracted">Positions of components to subtract, likewise.</param>
    /// <param name="sums">Float32 [16].</param>
    public static void Rows(ReadOnlySpan<float> block, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted, Span<float> sums)
    {
        Debug.Assert(block.Length % BlockRows == 0 && sums.Length == BlockRows, "A block is 16 vectors wide.");
        if (Vector512.IsHardwareAccelerated)
        {
            Rows512(block, added, subtracted, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Rows256(block, added, subtracted, sums);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Rows128(block, added, subtracted, sums);
        }
        else
        {
            RowsScalar(block, added, subtracted, sums);
        }
    }
}

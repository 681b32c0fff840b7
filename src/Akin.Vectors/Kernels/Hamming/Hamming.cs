using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

/// <summary>The Hamming distance of two rows of bits: in how many places they differ.</summary>
/// <remarks>
/// <para>Numeric contract: exact, so all widths agree. Up to <see cref="WordLimit"/> words cannot overflow. Any length up to that is allowed, zero gives 0. Thread-safe, allocates nothing.</para>
/// <para>Vectors count the bits of half a byte by a look-up in a register (Muła, Kurz and Lemire, Faster Population Counts Using AVX2 Instructions, 2018).</para>
/// </remarks>
internal static partial class Hamming
{
    /// <summary>The most words whose bits int32 counts.</summary>
    public const int WordLimit = int.MaxValue / 64;

    /// <summary>The distance.</summary>
    /// <param name="left">At most <see cref="WordLimit"/> words of 64 bits.</param>
    /// <param name="right">As many.</param>
    public static int Distance(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        Debug.Assert(left.Length == right.Length, "Both rows have as many words.");
        Debug.Assert(left.Length <= WordLimit, "The count fits into int32.");

        // 128 bits are for machines that count no word in one instruction, such as ARM's.
        return Vector512.IsHardwareAccelerated && left.Length >= Vector512<ulong>.Count ? Distance512(left, right)
            : Vector256.IsHardwareAccelerated && left.Length >= Vector256<ulong>.Count ? Distance256(left, right)
            : Vector128.IsHardwareAccelerated && !Popcnt.IsSupported && left.Length >= Vector128<ulong>.Count ? Distance128(left, right)
            : DistanceScalar(left, right);
    }
}

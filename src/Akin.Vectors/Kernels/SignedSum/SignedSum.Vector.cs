using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class SignedSum
{
    /// <summary><see cref="Rows"/> by 128 bits, 4 vectors at a time.</summary>
    internal static void Rows128(ReadOnlySpan<float> block, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted, Span<float> sums)
    {
        ref float components = ref MemoryMarshal.GetReference(block);
        for (int lane = 0; lane < BlockRows; lane += Vector128<float>.Count)
        {
            Vector128<float> sum0 = Vector128<float>.Zero;
            Vector128<float> sum1 = Vector128<float>.Zero;
            Vector128<float> sum2 = Vector128<float>.Zero;
            Vector128<float> sum3 = Vector128<float>.Zero;
            int index = 0;
            for (; index + 4 <= added.Length; index += 4)
            {
                sum0 += Load128(ref components, added[index], lane);
                sum1 += Load128(ref components, added[index + 1], lane);
                sum2 += Load128(ref components, added[index + 2], lane);
                sum3 += Load128(ref components, added[index + 3], lane);
            }

            for (; index < added.Length; index++)
            {
                sum0 += Load128(ref components, added[index], lane);
            }

            index = 0;
            for (; index + 4 <= subtracted.Length; index += 4)
            {
                sum0 -= Load128(ref components, subtracted[index], lane);
                sum1 -= Load128(ref components, subtracted[index + 1], lane);
                sum2 -= Load128(ref components, subtracted[index + 2], lane);
                sum3 -= Load128(ref components, subtracted[index + 3], lane);
            }

            for (; index < subtracted.Length; index++)
            {
                sum1 -= Load128(ref components, subtracted[index], lane);
            }

            ((sum0 + sum1) + (sum2 + sum3)).CopyTo(sums[lane..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load128(ref float components, ushort position, int lane) =>
        Vector128.LoadUnsafe(ref components, ((nuint)position * BlockRows) + (nuint)lane);

    /// <summary><see cref="Rows"/> by 256 bits, 8 vectors at a time.</summary>
    internal static void Rows256(ReadOnlySpan<float> block, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted, Span<float> sums)
    {
        ref float components = ref MemoryMarshal.GetReference(block);
        for (int lane = 0; lane < BlockRows; lane += Vector256<float>.Count)
        {
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;
            Vector256<float> sum2 = Vector256<float>.Zero;
            Vector256<float> sum3 = Vector256<float>.Zero;
            int index = 0;
            for (; index + 4 <= added.Length; index += 4)
            {
                sum0 += Load256(ref components, added[index], lane);
                sum1 += Load256(ref components, added[index + 1], lane);
                sum2 += Load256(ref components, added[index + 2], lane);
                sum3 += Load256(ref components, added[index + 3], lane);
            }

            for (; index < added.Length; index++)
            {
                sum0 += Load256(ref components, added[index], lane);
            }

            index = 0;
            for (; index + 4 <= subtracted.Length; index += 4)
            {
                sum0 -= Load256(ref components, subtracted[index], lane);
                sum1 -= Load256(ref components, subtracted[index + 1], lane);
                sum2 -= Load256(ref components, subtracted[index + 2], lane);
                sum3 -= Load256(ref components, subtracted[index + 3], lane);
            }

            for (; index < subtracted.Length; index++)
            {
                sum1 -= Load256(ref components, subtracted[index], lane);
            }

            ((sum0 + sum1) + (sum2 + sum3)).CopyTo(sums[lane..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load256(ref float components, ushort position, int lane) =>
        Vector256.LoadUnsafe(ref components, ((nuint)position * BlockRows) + (nuint)lane);

    /// <summary><see cref="Rows"/> by 512 bits.</summary>
    internal static void Rows512(ReadOnlySpan<float> block, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted, Span<float> sums)
    {
        ref float components = ref MemoryMarshal.GetReference(block);
        for (int lane = 0; lane < BlockRows; lane += Vector512<float>.Count)
        {
            Vector512<float> sum0 = Vector512<float>.Zero;
            Vector512<float> sum1 = Vector512<float>.Zero;
            Vector512<float> sum2 = Vector512<float>.Zero;
            Vector512<float> sum3 = Vector512<float>.Zero;
            int index = 0;
            for (; index + 4 <= added.Length; index += 4)
            {
                sum0 += Load512(ref components, added[index], lane);
                sum1 += Load512(ref components, added[index + 1], lane);
                sum2 += Load512(ref components, added[index + 2], lane);
                sum3 += Load512(ref components, added[index + 3], lane);
            }

            for (; index < added.Length; index++)
            {
                sum0 += Load512(ref components, added[index], lane);
            }

            index = 0;
            for (; index + 4 <= subtracted.Length; index += 4)
            {
                sum0 -= Load512(ref components, subtracted[index], lane);
                sum1 -= Load512(ref components, subtracted[index + 1], lane);
                sum2 -= Load512(ref components, subtracted[index + 2], lane);
                sum3 -= Load512(ref components, subtracted[index + 3], lane);
            }

            for (; index < subtracted.Length; index++)
            {
                sum1 -= Load512(ref components, subtracted[index], lane);
            }

            ((sum0 + sum1) + (sum2 + sum3)).CopyTo(sums[lane..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load512(ref float components, ushort position, int lane) =>
        Vector512.LoadUnsafe(ref components, ((nuint)position * BlockRows) + (nuint)lane);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vision.Preprocessing;

/// <content>
/// As many bytes of a row at once as a vector holds. Each returns how many of the row are done, all but less than a vector; sums wrap around as 32-bit
/// integers, so all give the bytes of <see cref="VerticalScalar"/>.
/// </content>
internal static partial class PillowResize
{
    /// <summary>128 bits at once, from byte <paramref name="start"/> of the row on.</summary>
    internal static int Vertical128(ReadOnlySpan<byte> source, int strideInBytes, ReadOnlySpan<int> weights, Span<byte> target, int start = 0)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int x = start;
        for (; x + Vector128<byte>.Count <= target.Length; x += Vector128<byte>.Count)
        {
            Vector128<uint> sum0 = Vector128.Create((uint)Half);
            Vector128<uint> sum1 = sum0;
            Vector128<uint> sum2 = sum0;
            Vector128<uint> sum3 = sum0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector128<uint> weight = Vector128.Create((uint)weights[tap]);
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)((tap * strideInBytes) + x)));
                (Vector128<uint> pixels0, Vector128<uint> pixels1) = Vector128.Widen(lower);
                (Vector128<uint> pixels2, Vector128<uint> pixels3) = Vector128.Widen(upper);
                sum0 += pixels0 * weight;
                sum1 += pixels1 * weight;
                sum2 += pixels2 * weight;
                sum3 += pixels3 * weight;
            }

            Vector128<ushort> low = Vector128.Narrow(Levels(sum0), Levels(sum1));
            Vector128<ushort> high = Vector128.Narrow(Levels(sum2), Levels(sum3));
            Vector128.Narrow(low, high).StoreUnsafe(ref to, (nuint)x);
        }

        return x;
    }

    /// <summary>256 bits at once, from byte <paramref name="start"/> of the row on.</summary>
    internal static int Vertical256(ReadOnlySpan<byte> source, int strideInBytes, ReadOnlySpan<int> weights, Span<byte> target, int start = 0)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int x = start;
        for (; x + Vector256<byte>.Count <= target.Length; x += Vector256<byte>.Count)
        {
            Vector256<uint> sum0 = Vector256.Create((uint)Half);
            Vector256<uint> sum1 = sum0;
            Vector256<uint> sum2 = sum0;
            Vector256<uint> sum3 = sum0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector256<uint> weight = Vector256.Create((uint)weights[tap]);
                (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)((tap * strideInBytes) + x)));
                (Vector256<uint> pixels0, Vector256<uint> pixels1) = Vector256.Widen(lower);
                (Vector256<uint> pixels2, Vector256<uint> pixels3) = Vector256.Widen(upper);
                sum0 += pixels0 * weight;
                sum1 += pixels1 * weight;
                sum2 += pixels2 * weight;
                sum3 += pixels3 * weight;
            }

            Vector256<ushort> low = Vector256.Narrow(Levels(sum0), Levels(sum1));
            Vector256<ushort> high = Vector256.Narrow(Levels(sum2), Levels(sum3));
            Vector256.Narrow(low, high).StoreUnsafe(ref to, (nuint)x);
        }

        return x;
    }

    /// <summary>512 bits at once, from byte <paramref name="start"/> of the row on.</summary>
    internal static int Vertical512(ReadOnlySpan<byte> source, int strideInBytes, ReadOnlySpan<int> weights, Span<byte> target, int start = 0)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int x = start;
        for (; x + Vector512<byte>.Count <= target.Length; x += Vector512<byte>.Count)
        {
            Vector512<uint> sum0 = Vector512.Create((uint)Half);
            Vector512<uint> sum1 = sum0;
            Vector512<uint> sum2 = sum0;
            Vector512<uint> sum3 = sum0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector512<uint> weight = Vector512.Create((uint)weights[tap]);
                (Vector512<ushort> lower, Vector512<ushort> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)((tap * strideInBytes) + x)));
                (Vector512<uint> pixels0, Vector512<uint> pixels1) = Vector512.Widen(lower);
                (Vector512<uint> pixels2, Vector512<uint> pixels3) = Vector512.Widen(upper);
                sum0 += pixels0 * weight;
                sum1 += pixels1 * weight;
                sum2 += pixels2 * weight;
                sum3 += pixels3 * weight;
            }

            Vector512<ushort> low = Vector512.Narrow(Levels(sum0), Levels(sum1));
            Vector512<ushort> high = Vector512.Narrow(Levels(sum2), Levels(sum3));
            Vector512.Narrow(low, high).StoreUnsafe(ref to, (nuint)x);
        }

        return x;
    }

    /// <summary>Rounded and clipped sums; they wrap around as signed numbers do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Levels(Vector128<uint> sums) =>
        Vector128.Clamp(sums.AsInt32() >> ResizeTaps.FractionBits, Vector128<int>.Zero, Vector128.Create(255)).AsUInt32();

    /// <summary>Rounded and clipped sums; they wrap around as signed numbers do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Levels(Vector256<uint> sums) =>
        Vector256.Clamp(sums.AsInt32() >> ResizeTaps.FractionBits, Vector256<int>.Zero, Vector256.Create(255)).AsUInt32();

    /// <summary>Rounded and clipped sums; they wrap around as signed numbers do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Levels(Vector512<uint> sums) =>
        Vector512.Clamp(sums.AsInt32() >> ResizeTaps.FractionBits, Vector512<int>.Zero, Vector512.Create(255)).AsUInt32();
}

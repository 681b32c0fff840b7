using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

internal static partial class PillowResize
{
    /// <summary>Makes each row of the result from some rows of the window.</summary>
    private static PixelImage Vertical(PixelImage source, PixelWindow window, ResizeTaps taps)
    {
        PixelImage result = new(window.Width, taps.Starts.Length);
        int strideInBytes = source.Width * 3;
        int rowLength = window.Width * 3;
        for (int y = 0; y < result.Height; y++)
        {
            ReadOnlySpan<byte> from = source.Pixels[((((window.Top + taps.Starts[y]) * source.Width) + window.Left) * 3)..];
            ReadOnlySpan<int> weights = taps.Weights.AsSpan(y * taps.TapCount, taps.Lengths[y]);
            Span<byte> to = result.WritablePixels.Slice(y * rowLength, rowLength);
            int done = Vector.IsHardwareAccelerated ? VerticalVector(from, strideInBytes, weights, to) : 0;
            VerticalScalar(from, strideInBytes, weights, to, done);
        }

        return result;
    }

    /// <summary>The reference, from byte <paramref name="start"/> of the row on.</summary>
    internal static void VerticalScalar(ReadOnlySpan<byte> source, int strideInBytes, ReadOnlySpan<int> weights, Span<byte> target, int start)
    {
        for (int x = start; x < target.Length; x++)
        {
            int sum = Half;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += source[(tap * strideInBytes) + x] * weights[tap];
            }

            target[x] = Clip(sum);
        }
    }

    /// <summary>As many bytes at once as the machine's vectors hold; returns how many of the row are done, all but less than a vector.</summary>
    internal static int VerticalVector(ReadOnlySpan<byte> source, int strideInBytes, ReadOnlySpan<int> weights, Span<byte> target)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int x = 0;
        for (; x + Vector<byte>.Count <= target.Length; x += Vector<byte>.Count)
        {
            Vector<uint> sum0 = new(Half);
            Vector<uint> sum1 = sum0;
            Vector<uint> sum2 = sum0;
            Vector<uint> sum3 = sum0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector<uint> weight = new((uint)weights[tap]);
                Vector.Widen(Vector.LoadUnsafe(ref from, (nuint)((tap * strideInBytes) + x)), out Vector<ushort> lower, out Vector<ushort> upper);
                Vector.Widen(lower, out Vector<uint> pixels0, out Vector<uint> pixels1);
                Vector.Widen(upper, out Vector<uint> pixels2, out Vector<uint> pixels3);
                sum0 += pixels0 * weight;
                sum1 += pixels1 * weight;
                sum2 += pixels2 * weight;
                sum3 += pixels3 * weight;
            }

            Vector<ushort> low = Vector.Narrow(Levels(sum0), Levels(sum1));
            Vector<ushort> high = Vector.Narrow(Levels(sum2), Levels(sum3));
            Vector.StoreUnsafe(Vector.Narrow(low, high), ref to, (nuint)x);
        }

        return x;
    }

    /// <summary>Rounded and clipped sums; they wrap around as signed numbers do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Levels(Vector<uint> sums) =>
        Vector.AsVectorUInt32(Vector.Min(Vector.Max(Vector.AsVectorInt32(sums) >> ResizeTaps.FractionBits, Vector<int>.Zero), new Vector<int>(255)));
}

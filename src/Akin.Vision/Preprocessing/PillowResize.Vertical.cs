using System.Runtime.Intrinsics;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

internal static partial class PillowResize
{
    /// <summary>Makes each row of the result from some rows of the window.</summary>
    private static PixelImage Vertical(PixelImage source, PixelWindow window, ResizeAxis rows)
    {
        PixelImage result = new(window.Width, rows.TargetCount);
        int strideInBytes = source.Width * 3;
        int rowLength = window.Width * 3;
        for (int first = 0; first < rows.TargetCount; first += rows.TargetsAtOnce)
        {
            ResizeTaps taps = rows.Taps(first);
            for (int y = 0; y < taps.Starts.Length; y++)
            {
                int top = window.Top + taps.Starts[y] - rows.SourceStart;
                ReadOnlySpan<byte> from = source.Pixels[(((top * source.Width) + window.Left) * 3)..];
                ReadOnlySpan<int> weights = taps.Weights.AsSpan(y * taps.TapCount, taps.Lengths[y]);
                Span<byte> to = result.WritablePixels.Slice((first + y) * rowLength, rowLength);
                int done = Vector512.IsHardwareAccelerated ? Vertical512(from, strideInBytes, weights, to) : 0;
                done = Vector256.IsHardwareAccelerated ? Vertical256(from, strideInBytes, weights, to, done) : done;
                done = Vector128.IsHardwareAccelerated ? Vertical128(from, strideInBytes, weights, to, done) : done;
                VerticalScalar(from, strideInBytes, weights, to, done);
            }
        }

        return result;
    }

    /// <summary>The reference, from byte <paramref name="start"/> of the row on.</summary>
    /// <param name="source">The first row that counts.</param>
    /// <param name="strideInBytes">From one row to the next.</param>
    /// <param name="weights">A row's weight each.</param>
    /// <param name="target">The result's row.</param>
    /// <param name="start">The first byte that is not done yet.</param>
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
}

using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

internal static partial class PillowResize
{
    /// <summary>Makes each row of the result from the row of the window at its height.</summary>
    private static PixelImage Horizontal(PixelImage source, PixelWindow window, ResizeAxis columns)
    {
        PixelImage result = new(columns.TargetCount, window.Height);
        int origin = columns.SourceStart;
        for (int first = 0; first < columns.TargetCount; first += columns.TargetsAtOnce)
        {
            ResizeTaps taps = columns.Taps(first);
            for (int y = 0; y < window.Height; y++)
            {
                // Kernels read up to 16 bytes from a tap: behind the last row lies slack, behind the others the next row.
                ReadOnlySpan<byte> from = source.PixelsAndSlack[((((window.Top + y) * source.Width) + window.Left) * 3)..];
                Span<byte> to = result.WritablePixels.Slice(((y * result.Width) + first) * 3, taps.Starts.Length * 3);
                if (Avx512BW.IsSupported)
                {
                    Horizontal512(from, to, taps, origin);
                }
                else if (Avx2.IsSupported)
                {
                    Horizontal256(from, to, taps, origin);
                }
                else if (Vector128.IsHardwareAccelerated)
                {
                    Horizontal128(from, to, taps, origin);
                }
                else
                {
                    HorizontalScalar(from, to, taps, origin);
                }
            }
        }

        return result;
    }

    /// <summary>The reference.</summary>
    /// <param name="source">The row from source pixel <paramref name="origin"/> on.</param>
    /// <param name="target">[targets x 3] The result.</param>
    /// <param name="taps">What makes each target; starts count from pixel 0.</param>
    /// <param name="origin">The pixel that <paramref name="source"/> begins with.</param>
    internal static void HorizontalScalar(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps, int origin)
    {
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            ReadOnlySpan<int> weights = taps.Weights.AsSpan(x * taps.TapCount, taps.Lengths[x]);
            ReadOnlySpan<byte> pixels = source.Slice((taps.Starts[x] - origin) * 3, weights.Length * 3);
            int red = Half;
            int green = Half;
            int blue = Half;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                red += pixels[tap * 3] * weights[tap];
                green += pixels[(tap * 3) + 1] * weights[tap];
                blue += pixels[(tap * 3) + 2] * weights[tap];
            }

            target[x * 3] = Clip(red);
            target[(x * 3) + 1] = Clip(green);
            target[(x * 3) + 2] = Clip(blue);
        }
    }
}

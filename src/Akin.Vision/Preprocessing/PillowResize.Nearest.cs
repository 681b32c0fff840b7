using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

internal static partial class PillowResize
{
    /// <summary>Takes the source pixel under each target pixel's middle (Pillow's <c>ImagingScaleAffine</c>).</summary>
    private static PixelImage Nearest(PixelImage source, int width, int height, PixelWindow window)
    {
        int[] columns = NearestPlaces(source.Width, width, window.Left, window.Width);
        int[] rows = NearestPlaces(source.Height, height, window.Top, window.Height);
        PixelImage result = new(window.Width, window.Height);
        Span<Rgb> to = MemoryMarshal.Cast<byte, Rgb>(result.WritablePixels);
        int target = 0;
        foreach (int row in rows)
        {
            ReadOnlySpan<Rgb> from = MemoryMarshal.Cast<byte, Rgb>(source.Pixels.Slice(row * source.Width * 3, source.Width * 3));
            foreach (int column in columns)
            {
                to[target++] = from[column];
            }
        }

        return result;
    }

    private static int[] NearestPlaces(int sourceLength, int targetLength, int first, int count)
    {
        int[] places = new int[count];
        double scale = (double)sourceLength / targetLength;
        double place = scale * 0.5;

        // The place is summed up, not multiplied, since Pillow's rounding errors add up the same way.
        for (int target = 0; target < first + count; target++, place += scale)
        {
            if (target >= first)
            {
                places[target - first] = Math.Min((int)place, sourceLength - 1);
            }
        }

        return places;
    }

    [InlineArray(3)]
    private struct Rgb
    {
        private byte _channel;
    }
}

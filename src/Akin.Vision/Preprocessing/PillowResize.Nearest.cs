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
        ReadOnlySpan<byte> from = source.Pixels;
        Span<byte> to = result.WritablePixels;
        int target = 0;
        foreach (int row in rows)
        {
            foreach (int column in columns)
            {
                from.Slice(((row * source.Width) + column) * 3, 3).CopyTo(to[target..]);
                target += 3;
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
}

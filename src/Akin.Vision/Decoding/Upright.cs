using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Akin.Vision.Decoding;

/// <summary>Turns a picture upright as its EXIF orientation asks.</summary>
internal static class Upright
{
    // 32 x 32 pixels of source and target together take 6 KB: both stay in the first-level cache while a column is read across rows.
    private const int TileEdge = 32;

    /// <summary>Whether the upright picture is as wide as the stored one is high.</summary>
    internal static bool SwapsEdges(Orientation orientation) => orientation is >= Orientation.Transposed and <= Orientation.TurnedRight;

    /// <summary>Returns <paramref name="picture"/> itself if it stands upright already; otherwise a turned copy, and disposes <paramref name="picture"/>.</summary>
    internal static PixelImage Turn(PixelImage picture, Orientation orientation)
    {
        if (orientation is <= Orientation.Upright or > Orientation.TurnedRight)
        {
            return picture;
        }

        using (picture)
        {
            PixelImage turned = SwapsEdges(orientation) ? new(picture.Height, picture.Width) : new(picture.Width, picture.Height);

            // Pixel (x, y) of the result is stored at origin + x * stepX + y * stepY.
            int right = picture.Width - 1;
            int bottom = (picture.Height - 1) * picture.Width;
            (int origin, int stepX, int stepY) = orientation switch
            {
                Orientation.MirroredHorizontally => (right, -1, picture.Width),
                Orientation.UpsideDown => (bottom + right, -1, -picture.Width),
                Orientation.MirroredVertically => (bottom, 1, -picture.Width),
                Orientation.Transposed => (0, picture.Width, 1),
                Orientation.TurnedLeft => (bottom, -picture.Width, 1),
                Orientation.Transversed => (bottom + right, -picture.Width, -1),
                _ => (right, picture.Width, -1),
            };
            Copy(picture, turned, origin, stepX, stepY);
            return turned;
        }
    }

    private static void Copy(PixelImage from, PixelImage to, int origin, int stepX, int stepY)
    {
        ReadOnlySpan<Rgb> source = MemoryMarshal.Cast<byte, Rgb>(from.Pixels);
        Span<Rgb> target = MemoryMarshal.Cast<byte, Rgb>(to.WritablePixels);
        for (int tileY = 0; tileY < to.Height; tileY += TileEdge)
        {
            int endY = Math.Min(tileY + TileEdge, to.Height);
            for (int tileX = 0; tileX < to.Width; tileX += TileEdge)
            {
                int endX = Math.Min(tileX + TileEdge, to.Width);
                for (int y = tileY; y < endY; y++)
                {
                    int stored = origin + (y * stepY) + (tileX * stepX);
                    for (int index = (y * to.Width) + tileX; index < (y * to.Width) + endX; index++, stored += stepX)
                    {
                        target[index] = source[stored];
                    }
                }
            }
        }
    }

    [InlineArray(3)]
    private struct Rgb
    {
        private byte _channel;
    }
}

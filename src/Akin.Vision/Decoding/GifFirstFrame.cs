using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>Where a GIF's first frame lies, and the colour that Pillow shows where it is transparent or absent.</summary>
/// <param name="Left">Columns of the screen left of the frame.</param>
/// <param name="Top">Rows of the screen above the frame.</param>
/// <param name="Width">Columns of the frame, which may reach beyond the screen.</param>
/// <param name="Height">Rows of the frame, which may reach beyond the screen.</param>
/// <param name="Red">The backdrop's red.</param>
/// <param name="Green">The backdrop's green.</param>
/// <param name="Blue">The backdrop's blue.</param>
internal readonly record struct GifFirstFrame(int Left, int Top, int Width, int Height, byte Red, byte Green, byte Blue)
{
    /// <summary>
    /// The backdrop is the palette entry of the first frame's transparent index, or of index 0 if it has none: dropping alpha leaves a palette picture
    /// that colour, while libvips keeps no colour where alpha is zero. Black if the file has no such entry; no frame (width 0) if the file ends before one.
    /// </summary>
    internal static GifFirstFrame Find(ReadOnlySpan<byte> file)
    {
        GifBlocks blocks = new(file);
        int transparentIndex = 0;
        while (blocks.Next())
        {
            if (blocks.TransparentIndex is byte index)
            {
                transparentIndex = index;
            }

            if (blocks.IsFrame)
            {
                ReadOnlySpan<byte> edges = blocks.FrameEdges;
                ReadOnlySpan<byte> colour = Colour(blocks.FramePalette, transparentIndex);
                return new GifFirstFrame(Edge(edges, 0), Edge(edges, 1), Edge(edges, 2), Edge(edges, 3), colour[0], colour[1], colour[2]);
            }
        }

        return default;
    }

    /// <summary>Paints the backdrop wherever alpha, the last of 2 or 4 samples, is zero, and all around the frame.</summary>
    /// <param name="samples">[height x width x bands] bytes.</param>
    /// <param name="bands">1 to 4.</param>
    /// <param name="width">Columns of the screen.</param>
    /// <param name="height">Rows of the screen.</param>
    internal void PaintBackdrop(Span<byte> samples, int bands, int width, int height)
    {
        bool hasAlpha = bands is 2 or 4;
        bool isFound = Width > 0 && Height > 0;
        bool leavesMargin = isFound && (Left > 0 || Top > 0 || Width < width || Height < height);
        if (!leavesMargin && !hasAlpha)
        {
            return;
        }

        ReadOnlySpan<byte> colour = [Red, Green, Blue];
        colour = colour[..(bands >= 3 ? 3 : 1)];
        for (int y = 0, offset = 0; y < height; y++)
        {
            bool isOutside = leavesMargin && (y < Top || y >= Top + Height);
            for (int x = 0; x < width; x++, offset += bands)
            {
                if (isOutside || (leavesMargin && (x < Left || x >= Left + Width)) || (hasAlpha && samples[offset + bands - 1] == 0))
                {
                    colour.CopyTo(samples[offset..]);
                }
            }
        }
    }

    private static ReadOnlySpan<byte> Colour(ReadOnlySpan<byte> palette, int index) =>
        (index * 3) + 3 <= palette.Length ? palette.Slice(index * 3, 3) : [0, 0, 0];

    private static int Edge(ReadOnlySpan<byte> edges, int index) => BinaryPrimitives.ReadUInt16LittleEndian(edges[(index * 2)..]);
}

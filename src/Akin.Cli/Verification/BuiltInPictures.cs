using Akin.Vision.Decoding;

namespace Akin.Cli.Verification;

/// <summary>Three unlike pictures of one size, drawn by integers, so that they are the same on every machine. Changing one makes pairs that were written before incomparable.</summary>
internal static class BuiltInPictures
{
    private const int Width = 320;

    private const int Height = 256;

    private const int PatchEdge = 32;

    /// <summary>Draws them; the caller disposes them.</summary>
    public static IReadOnlyList<PixelImage> Draw()
    {
        uint noise = 2_463_534_242;
        return [Draw(Rings), Draw(Patches), Draw((_, _) => Next(ref noise))];
    }

    /// <summary>Calls for each pixel's colour, row by row: red, green and blue in the lowest 24 bits, blue lowest.</summary>
    private static PixelImage Draw(Func<int, int, uint> colourAt)
    {
        byte[] pixels = new byte[Width * Height * 3];
        for (int offset = 0; offset < pixels.Length; offset += 3)
        {
            uint colour = colourAt(offset / 3 % Width, offset / 3 / Width);
            (pixels[offset], pixels[offset + 1], pixels[offset + 2]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour);
        }

        return new PixelImage(Width, Height, pixels);
    }

    /// <summary>Two colour ramps and rings around the middle.</summary>
    private static uint Rings(int x, int y)
    {
        int squaredRadius = ((x - (Width / 2)) * (x - (Width / 2))) + ((y - (Height / 2)) * (y - (Height / 2)));
        return Pack(x * 255 / (Width - 1), y * 255 / (Height - 1), squaredRadius / 64 % 256);
    }

    /// <summary>Squares of one colour each, with dark diagonals across.</summary>
    private static uint Patches(int x, int y)
    {
        uint patch = (uint)(((y / PatchEdge) * (Width / PatchEdge)) + (x / PatchEdge) + 1);
        uint colour = Next(ref patch);
        return (x + y) % PatchEdge < 5 ? Pack(20, 24, 30) : colour;
    }

    private static uint Pack(int red, int green, int blue) => (uint)((red << 16) | (green << 8) | blue);

    /// <summary>Marsaglia's 32-bit xorshift ("Xorshift RNGs", 2003, with 13, 17, 5), from seeds of at least 1; multiplied, so that near seeds differ at once.</summary>
    private static uint Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (state * 2_654_435_769) >> 8;
    }
}

namespace Akin.Vision.Decoding;

/// <summary>The colour that Pillow shows where a GIF's first frame is transparent or absent.</summary>
internal static class GifBackdrop
{
    private const byte Extension = 0x21;
    private const byte GraphicControl = 0xF9;
    private const byte ImageDescriptor = 0x2C;
    private const byte HasColourTable = 0x80;

    /// <summary>
    /// The palette entry of the first frame's transparent index, or of index 0 if it has none: dropping alpha leaves a palette picture that colour,
    /// while libvips keeps no colour where alpha is zero. Black if the file has no such entry.
    /// </summary>
    internal static (byte Red, byte Green, byte Blue) Find(ReadOnlySpan<byte> file)
    {
        if (file.Length < 13)
        {
            return default;
        }

        int index = 0;
        ReadOnlySpan<byte> palette = ColourTable(file, 13, file[10]);
        int offset = 13 + palette.Length;
        while (offset + 10 <= file.Length)
        {
            if (file[offset] == ImageDescriptor)
            {
                ReadOnlySpan<byte> own = ColourTable(file, offset + 10, file[offset + 9]);
                palette = own.IsEmpty ? palette : own;
                break;
            }

            if (file[offset] != Extension)
            {
                break;
            }

            if (file[offset + 1] == GraphicControl && file[offset + 2] == 4 && (file[offset + 3] & 1) != 0)
            {
                index = file[offset + 6];
            }

            offset = SkipSubBlocks(file, offset + 2);
        }

        return (index * 3) + 3 <= palette.Length ? (palette[index * 3], palette[(index * 3) + 1], palette[(index * 3) + 2]) : default;
    }

    /// <summary>Paints the backdrop wherever alpha, the last of <paramref name="bands"/> samples, is zero.</summary>
    internal static void Paint((byte Red, byte Green, byte Blue) colour, ReadOnlySpan<byte> samples, int bands, Span<byte> rgb)
    {
        for (int alpha = bands - 1, target = 0; target < rgb.Length; alpha += bands, target += 3)
        {
            if (samples[alpha] == 0)
            {
                (rgb[target], rgb[target + 1], rgb[target + 2]) = colour;
            }
        }
    }

    private static ReadOnlySpan<byte> ColourTable(ReadOnlySpan<byte> file, int offset, byte flags)
    {
        int length = (flags & HasColourTable) != 0 ? 3 * (2 << (flags & 7)) : 0;
        return offset + length <= file.Length ? file.Slice(offset, length) : [];
    }

    private static int SkipSubBlocks(ReadOnlySpan<byte> file, int offset)
    {
        while (offset < file.Length && file[offset] != 0)
        {
            offset += file[offset] + 1;
        }

        return offset + 1;
    }
}

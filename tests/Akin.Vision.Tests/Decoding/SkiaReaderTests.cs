using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

/// <summary>BMP where Skia's pixels are not Pillow's, and edges that lie.</summary>
public sealed class SkiaReaderTests
{
    [Theory]
    [InlineData(0x7C00, 0x03E0, 0x001F, 31)]
    [InlineData(0xF800, 0x07E0, 0x001F, 63)]
    public void Decode_WidensFiveAndSixBitsRoundingDown(int red, int green, int blue, int greenMost)
    {
        for (int level = 0; level <= greenMost; level++)
        {
            int five = Math.Min(level, 31);
            int pixel = (five * (red & -red)) | (level * (green & -green)) | five;
            byte[] masks = [.. BitConverter.GetBytes(red), .. BitConverter.GetBytes(green), .. BitConverter.GetBytes(blue)];

            using PixelImage picture = new ImageDecoder().Decode(Bmp(1, 1, 16, 3, masks, [(byte)pixel, (byte)(pixel >> 8), 0, 0]));

            Assert.Equal([(byte)(five * 255 / 31), (byte)(level * 255 / greenMost), (byte)(five * 255 / 31)], picture.Pixels.ToArray());
        }
    }

    [Fact]
    public void Decode_ShowsTheFirstColour_WhereRunLengthsLeavePixelsOut()
    {
        byte[] palette = new byte[1024];
        (palette[0], palette[1], palette[2], palette[4], palette[5], palette[6]) = (3, 2, 1, 30, 20, 10);

        // One pixel of colour 1, then the end of the picture.
        using PixelImage picture = new ImageDecoder().Decode(Bmp(2, 2, 8, 1, palette, [1, 1, 0, 0, 0, 1]));

        Assert.Equal([1, 2, 3, 1, 2, 3, 10, 20, 30, 1, 2, 3], picture.Pixels.ToArray());
    }

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(1, int.MinValue)]
    [InlineData(65535, 65535)]
    [InlineData(30000, 30000)]
    [InlineData(-1, 1)]
    [InlineData(0, 5)]
    public void Decode_RefusesEdgesThatCannotBe(int width, int height) =>
        Assert.Throws<ImageDecodeException>(() => new ImageDecoder(new DecodeLimits { Pixels = DecodeLimits.LargestPixels }).Decode(Bmp(width, height, 24, 0, [], new byte[64])));

    private static byte[] Bmp(int width, int height, byte bits, byte compression, byte[] table, byte[] pixels)
    {
        int start = 54 + table.Length;
        return
        [
            .. "BM"u8, .. BitConverter.GetBytes(start + pixels.Length), 0, 0, 0, 0, .. BitConverter.GetBytes(start),
            40, 0, 0, 0, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 1, 0, bits, 0, compression, 0, 0, 0,
            .. BitConverter.GetBytes(pixels.Length), .. new byte[16], .. table, .. pixels,
        ];
    }
}

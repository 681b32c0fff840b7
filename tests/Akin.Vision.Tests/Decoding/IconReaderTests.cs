using System.Buffers.Binary;
using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

public sealed class IconReaderTests
{
    [Fact]
    public void Decode_TakesTheLargestImage_OfThoseTheDeepest_OfThoseTheLast()
    {
        byte[] file = Icon(1, (2, 2, 32, 10), (3, 3, 24, 20), (3, 3, 32, 30), (3, 3, 32, 40), (1, 1, 32, 50));

        Assert.Equal(40, FirstRed(file));
    }

    [Fact]
    public void Decode_TakesTheFirstOfACursorsLargestImages() =>
        Assert.Equal(20, FirstRed(Icon(2, (2, 2, 32, 10), (3, 3, 24, 20), (3, 3, 32, 30))));

    [Fact]
    public void Decode_KeepsTheColoursUnderTheMask()
    {
        // The images here are transparent all over: alpha 0, and a mask of ones.
        using PixelImage picture = new ImageDecoder().Decode(Icon(1, (2, 2, 32, 77)));

        Assert.Equal((2, 2), (picture.Width, picture.Height));
        Assert.All(picture.Pixels.ToArray(), value => Assert.Equal(77, value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(40)]
    [InlineData(61)]
    [InlineData(65)]
    public void Decode_RefusesAnIconThatEndsTooEarly(int length)
    {
        byte[] whole = Icon(1, (2, 2, 32, 77));

        Assert.Throws<ImageDecodeException>(() => new ImageDecoder().Decode(whole.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(22, uint.MaxValue)]
    [InlineData(30, int.MinValue)]
    [InlineData(54, uint.MaxValue)]
    [InlineData(18, uint.MaxValue)]
    [InlineData(18, 22 + 90)]
    public void Decode_RefusesLengthsAndPlacesThatLie(int place, long value)
    {
        byte[] file = Icon(1, (2, 2, 8, 77));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(place), (uint)value);

        Assert.Throws<ImageDecodeException>(() => new ImageDecoder().Decode(file));
    }

    private static int FirstRed(byte[] file)
    {
        using PixelImage picture = new ImageDecoder().Decode(file);
        return picture.Pixels[0];
    }

    // Images of one grey, transparent all over.
    private static byte[] Icon(byte kind, params (byte Width, byte Height, byte Bits, byte Grey)[] images)
    {
        List<byte> file = [0, 0, kind, 0, (byte)images.Length, 0];
        int start = 6 + (images.Length * 16);
        List<byte> data = [];
        foreach ((byte width, byte height, byte bits, byte grey) in images)
        {
            byte[] image = Image(width, height, bits, grey);
            file.AddRange([width, height, 0, 0, 1, 0, bits, 0, .. BitConverter.GetBytes(image.Length), .. BitConverter.GetBytes(start + data.Count)]);
            data.AddRange(image);
        }

        return [.. file, .. data];
    }

    private static byte[] Image(int width, int height, byte bits, byte grey)
    {
        int rowBytes = ((width * bits) + 31) / 32 * 4;
        byte[] header = new byte[40];
        (header[0], header[4], header[8], header[12], header[14], header[32]) = (40, (byte)width, (byte)(height * 2), 1, bits, (byte)(bits == 8 ? 1 : 0));
        byte[] palette = bits == 8 ? [grey, grey, grey, 0] : [];
        byte[] pixels = new byte[rowBytes * height];
        for (int offset = 0; bits != 8 && offset < pixels.Length; offset++)
        {
            pixels[offset] = bits == 32 && offset % 4 == 3 ? (byte)0 : grey;
        }

        return [.. header, .. palette, .. pixels, .. Enumerable.Repeat((byte)0xFF, 4 * height)];
    }
}

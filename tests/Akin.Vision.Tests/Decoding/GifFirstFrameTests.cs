using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

public sealed class GifFirstFrameTests
{
    private static readonly byte[] Palette = [9, 8, 7, 50, 60, 70];

    [Fact]
    public void Decode_ShowsTheFirstColourAroundAFrameThatIsSmallerThanTheScreen()
    {
        // A frame of one pixel, colour 1, at (1, 1) of a screen of 3 x 2.
        byte[] file =
        [
            .. "GIF89a"u8, 3, 0, 2, 0, 0x80, 0, 0, .. Palette,
            0x2C, 1, 0, 1, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0, 0x3B,
        ];

        using PixelImage picture = new ImageDecoder().Decode(file);

        Assert.Equal((3, 2), (picture.Width, picture.Height));
        Assert.Equal([9, 8, 7, 9, 8, 7, 9, 8, 7, 9, 8, 7, 50, 60, 70, 9, 8, 7], picture.Pixels.ToArray());
    }

    [Fact]
    public void Find_EndsQuietlyWhereverTheFileEnds()
    {
        byte[] file =
        [
            .. "GIF89a"u8, 3, 0, 2, 0, 0x80, 0, 0, .. Palette,
            0x21, 0xF9, 4, 1, 0, 0, 1, 0, 0x2C, 1, 0, 1, 0, 1, 0, 1, 0, 0x80, .. Palette, 2, 2, 0x4C, 1, 0, 0x3B,
        ];

        for (int length = 0; length < file.Length; length++)
        {
            GifFirstFrame frame = GifFirstFrame.Find(file.AsSpan(0, length));

            Assert.True(frame == default || frame is { Left: 1, Top: 1, Width: 1, Height: 1 });
        }

        Assert.Equal(new GifFirstFrame(1, 1, 1, 1, 50, 60, 70), GifFirstFrame.Find(file));
    }
}

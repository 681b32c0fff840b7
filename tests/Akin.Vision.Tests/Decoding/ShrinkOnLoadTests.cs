using Akin.Testing;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;

namespace Akin.Vision.Tests.Decoding;

public sealed class ShrinkOnLoadTests
{
    /// <summary>A JPEG decoded at half its edges and more, then resized, differs from the whole one, resized, by a few levels at edges and hardly on average.</summary>
    private const double MeanTolerance = 1.5;

    [Theory]
    [InlineData("Jpeg", 4000, 3000, 8)]
    [InlineData("Jpeg", 2047, 1535, 4)]
    [InlineData("WebP", 1024, 1024, 4)]
    [InlineData("Jpeg", 512, 4000, 2)]
    [InlineData("Jpeg", 511, 4000, 1)]
    [InlineData("Png", 4000, 3000, 1)]
    public void Factor_LeavesTwiceTheResizedEdges(string formatName, int width, int height, int expected)
    {
        PictureFormat format = Enum.Parse<PictureFormat>(formatName);

        // akin-mini resizes the shorter edge to 128.
        ImageProcessor processor = ImageEncoder.OpenProcessor(ImageEncoder.DefaultModel);

        Assert.Equal(expected, ShrinkOnLoad.Factor(width, height, format, processor));
        Assert.Equal(1, ShrinkOnLoad.Factor(width, height, format, processor: null));
    }

    [Theory]
    [InlineData("Landscape_1.jpg")]
    [InlineData("Landscape_6.jpg")]
    [InlineData("Portrait_8.jpg")]
    public void Decode_ShrinksAndTurnsUpright(string name)
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Shared($"suites/exif-orientation/{name}"));
        ImageProcessor processor = ImageEncoder.OpenProcessor(ImageEncoder.DefaultModel);
        ImageDecoder decoder = new();
        using PixelImage whole = decoder.Decode(file);

        using PixelImage shrunken = decoder.Decode(file, processor);

        Assert.Equal((whole.Width, whole.Height), (shrunken.OriginalWidth, shrunken.OriginalHeight));
        Assert.True(shrunken.Width <= (whole.Width / 4) + 1 && shrunken.Width >= 256 && shrunken.Height >= 256);
        (int width, int height) = processor.ResizedSize(whole.Width, whole.Height);
        using PixelImage exact = whole.Resize(width, height, ResizeFilter.Bicubic);
        using PixelImage fast = shrunken.Resize(width, height, ResizeFilter.Bicubic);
        Assert.InRange(GoldenPicture.Difference(exact, fast).Mean, 0.01, MeanTolerance);
    }

    [Fact]
    public void Fast_IsAnotherEncoder()
    {
        using ImageEncoder exact = ImageEncoder.Open(ImageEncoder.DefaultModel);
        using ImageEncoder fast = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { Decoding = DecodeMode.Fast });

        Assert.NotEqual(exact.Fingerprint, fast.Fingerprint);
    }
}

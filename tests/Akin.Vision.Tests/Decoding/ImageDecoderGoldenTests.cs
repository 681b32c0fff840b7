using Akin.Testing;
using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

[Trait("Run", "EveryTier")]
public sealed class ImageDecoderGoldenTests
{
    /// <summary>AVIF's chroma is upsampled differently by every library; wrong conversions are off by tens of levels.</summary>
    private const double AvifTolerance = 2;

    private static readonly ImageDecoder Decoder = new();

    public static TheoryData<string> Files => [.. DecodeCase.All.Select(one => one.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_GivesPillowsPixels(string file)
    {
        DecodeCase golden = DecodeCase.All.Single(one => one.File == file);
        using PixelImage expected = GoldenPicture.ReadPng(SharedFiles.Fixture($"decode/{golden.Expected}"));

        using PixelImage actual = Decoder.Decode(File.ReadAllBytes(SharedFiles.Fixture($"decode/{file}")));

        Assert.Equal((golden.Width, golden.Height), (actual.Width, actual.Height));
        (double mean, int largest) = GoldenPicture.Difference(expected, actual);
        if (file.EndsWith(".avif", StringComparison.Ordinal))
        {
            Assert.InRange(mean, 0, AvifTolerance);
        }
        else
        {
            Assert.Equal(0, largest);
        }
    }

    [Theory]
    [InlineData("Landscape")]
    [InlineData("Portrait")]
    public void Decode_TurnsEveryOrientationUpright(string subject)
    {
        // The eight files were compressed one by one: upright they differ by JPEG noise; a wrong turn is off by tens of levels on average.
        const double JpegNoise = 5;
        string folder = SharedFiles.Shared("suites/exif-orientation");
        using PixelImage upright = Decoder.Decode(File.ReadAllBytes(Path.Combine(folder, $"{subject}_1.jpg")));

        for (int orientation = 0; orientation <= 8; orientation++)
        {
            using PixelImage turned = Decoder.Decode(File.ReadAllBytes(Path.Combine(folder, $"{subject}_{orientation}.jpg")));

            Assert.InRange(GoldenPicture.Difference(upright, turned).Mean, 0, JpegNoise);
        }
    }
}

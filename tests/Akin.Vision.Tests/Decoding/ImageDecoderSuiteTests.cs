using Akin.Testing;
using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

/// <summary>Every file of other decoders' test suites (good, odd, broken and hostile ones), and pictures of every kind that a format has.</summary>
public sealed class ImageDecoderSuiteTests
{
    private static readonly ImageDecoder Decoder = new();

    public static TheoryData<string> Kinds => [.. PillowPixels.Read("kinds/pillow.tsv").Select(golden => golden.File)];

    /// <param name="suite">A folder.</param>
    /// <param name="fewestDecoded">The files there that are read: a decoder that refused everything would pass otherwise.</param>
    [Theory]
    [InlineData("suites/image-rs/tests", 314)]
    [InlineData("suites/png-suite/tests", 176)]
    [InlineData("suites/exif-orientation", 18)]
    public void Decode_ReadsOrRefusesEveryFile(string suite, int fewestDecoded)
    {
        int decoded = 0;
        foreach (string path in Directory.EnumerateFiles(SharedFiles.Shared(suite), "*", SearchOption.AllDirectories))
        {
            try
            {
                using PixelImage picture = Decoder.Decode(File.ReadAllBytes(path));
                Assert.Equal(picture.Width * picture.Height * 3, picture.Pixels.Length);
                decoded++;
            }
            catch (ImageDecodeException exception)
            {
                Assert.Matches(@"^[^\r\n]{10,200}$", exception.Message);
                Assert.False(exception.Message.EndsWith('.'), $"{path}: {exception.Message}");
            }
        }

        Assert.True(decoded >= fewestDecoded, $"{decoded} files of {suite} were decoded, expected {fewestDecoded} at least.");
    }

    [Fact]
    public void Decode_GivesPillowsPixels_OfTheSuites()
    {
        string suites = SharedFiles.Shared("suites");

        foreach (PillowPixels golden in PillowPixels.Read("suites/pillow.tsv"))
        {
            using PixelImage picture = Decoder.Decode(File.ReadAllBytes(Path.Combine(suites, golden.File)));

            golden.AssertEqual(picture);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_GivesPillowsPixels_OfEveryKind(string file)
    {
        PillowPixels golden = PillowPixels.Read("kinds/pillow.tsv").Single(one => one.File == file);

        using PixelImage picture = Decoder.Decode(File.ReadAllBytes(SharedFiles.Fixture($"kinds/{file}")));

        golden.AssertEqual(picture);
    }
}

using Akin.Testing;
using Akin.Vision.Decoding;
using CsCheck;

namespace Akin.Vision.Tests.Decoding;

/// <summary>Files that are no pictures, or not any more: a picture or a reason, never anything else.</summary>
public sealed class ImageDecoderHostileTests
{
    /// <summary>Small, so that a file that lies about its edges is cheap to read when it stays within them.</summary>
    private static readonly ImageDecoder Decoder = new(new DecodeLimits { Pixels = 4_000_000 });

    public static TheoryData<string> BrokenFiles =>
        [.. Directory.EnumerateFiles(SharedFiles.Fixture("decode/broken")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Decode_ReadsABrokenFileOrSaysWhyNot(string file) =>
        DecodeOrRefuse(File.ReadAllBytes(SharedFiles.Fixture($"decode/broken/{file}")));

    [Fact]
    public void Decode_RefusesAPictureBeyondTheLimits_ByItsHeader()
    {
        ImageDecodeException exception = Assert.Throws<ImageDecodeException>(() => new ImageDecoder().Decode(File.ReadAllBytes(SharedFiles.Fixture("decode/broken/bomb.png"))));

        Assert.Contains("60,000 x 60,000 pixels", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_RefusesAFileBeyondTheLimits()
    {
        ImageDecoder decoder = new(new DecodeLimits { FileBytes = 100 });

        Assert.Contains("101 bytes", Assert.Throws<ImageDecodeException>(() => decoder.Decode(new byte[101])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_RefusesATruncatedJpegAndSaysSo()
    {
        byte[] whole = File.ReadAllBytes(Directory.EnumerateFiles(SharedFiles.Fixture("decode"), "*.jpg").Order(StringComparer.Ordinal).First());

        Assert.Contains("truncated", Assert.Throws<ImageDecodeException>(() => Decoder.Decode(whole.AsSpan(0, whole.Length / 2))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a")]
    [InlineData("BM")]
    [InlineData("a letter, not a picture")]
    public void Decode_RefusesWhatIsNoPicture(string text) =>
        Assert.Throws<ImageDecodeException>(() => Decoder.Decode(System.Text.Encoding.ASCII.GetBytes(text)));

    /// <summary>libvips would give black tiles and no error.</summary>
    [Fact]
    public void Decode_RefusesATiffWhoseCompressionIsUnknown()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Fixture("kinds/h-rgb.tiff"));
        const int CompressionEntry = 8 + 2 + (3 * 12);
        Assert.Equal([0x03, 0x01], file[CompressionEntry..(CompressionEntry + 2)]);

        (file[CompressionEntry + 8], file[CompressionEntry + 9]) = (0x50, 0xC3);

        Assert.Throws<ImageDecodeException>(() => Decoder.Decode(file));
    }

    [Fact]
    public void Decode_SurvivesChangedBytes()
    {
        byte[][] good = [.. DecodeCase.All.Select(one => File.ReadAllBytes(SharedFiles.Fixture($"decode/{one.File}"))).Where(file => file.Length < 60_000)];
        Gen<(byte[] File, int Place, byte Value, int Length)> changes = Gen.Select(Gen.OneOfConst(good), Gen.Double.Unit, Gen.Byte, Gen.Double.Unit)
            .Select(change => (change.Item1, (int)(change.Item2 * change.Item2 * change.Item1.Length), change.Item3, (int)(Math.Sqrt(change.Item4) * change.Item1.Length)));

        changes.Sample(
            change =>
            {
                byte[] file = change.File[..Math.Max(1, change.Length)];
                file[change.Place % file.Length] = change.Value;
                DecodeOrRefuse(file);
            },
            iter: 400);
    }

    [Fact]
    public void Decode_GivesTheSamePixelsOnManyThreads()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Fixture($"decode/{DecodeCase.All.First(one => one.File.EndsWith(".jpg", StringComparison.Ordinal)).File}"));
        using PixelImage expected = Decoder.Decode(file);
        byte[] pixels = expected.Pixels.ToArray();

        Parallel.For(0, 64, _ =>
        {
            using PixelImage actual = Decoder.Decode(file);
            Assert.True(actual.Pixels.SequenceEqual(pixels));
        });
    }

    private static void DecodeOrRefuse(byte[] file)
    {
        try
        {
            using PixelImage picture = Decoder.Decode(file);
            Assert.Equal(picture.Width * picture.Height * 3, picture.Pixels.Length);
        }
        catch (ImageDecodeException exception)
        {
            Assert.NotEmpty(exception.Message);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }
}

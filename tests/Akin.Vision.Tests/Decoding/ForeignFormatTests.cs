using Akin.Testing;
using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("FF0A00000000", "a JPEG XL picture")]
    [InlineData("0000000C4A584C200D0A870A", "a JPEG XL picture")]
    [InlineData("0000000C6A5020200D0A870A", "a JPEG 2000 picture")]
    [InlineData("384250530001", "a Photoshop document")]
    [InlineData("762F310102", "an OpenEXR picture")]
    [InlineData("50360A3820380A", "a netpbm picture")]
    [InlineData("716F696600", "a QOI picture")]
    [InlineData("49495200", null)]
    [InlineData("4949524F0800", "a camera's raw picture")]
    [InlineData("00000018667479706372782000000001", "a camera's raw picture")]
    [InlineData("00000018667479706D70343200000000", "a film")]
    [InlineData("504B0304", "an archive")]
    [InlineData("EFBBBF3C3F786D6C3F3E3C7376672F3E", "an SVG drawing")]
    [InlineData("3C68746D6C3E", "a web page")]
    [InlineData("", null)]
    [InlineData("00", null)]
    [InlineData("0001020304", null)]
    public void Name_IsToldByTheSignature(string hex, string? expected) => Assert.Equal(expected, ForeignFormat.Name(Convert.FromHexString(hex)));

    /// <summary>Decodes where libvips has a codec for HEVC; the one that comes with Akin does not.</summary>
    [Fact]
    public void Decode_ReadsHeicOrSaysHowItCanBeRead()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Fixture("heic/ramp.heic"));
        Assert.Equal(PictureFormat.Heic, FormatSignature.Detect(file));

        try
        {
            using PixelImage picture = new ImageDecoder().Decode(file);
            Assert.Equal((67, 43), (picture.Width, picture.Height));
        }
        catch (ImageDecodeException exception)
        {
            Assert.Contains("HEIC", exception.Message, StringComparison.Ordinal);
            Assert.Contains("libde265", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0000001866747970", 0)]
    [InlineData("000000006674797061766966", 0)]
    [InlineData("000000016674797061766966", 0)]
    [InlineData("FFFFFFFF66747970617669660000000061766966", (int)PictureFormat.Avif)]
    [InlineData("00000018667479706D696631000000006D69663168656963", (int)PictureFormat.Heic)]
    [InlineData("000000186674797068656963000000006D69663161766966", (int)PictureFormat.Heic)]
    public void Detect_ReadsBrandsWithinTheirBox(string hex, int expected) =>
        Assert.Equal((PictureFormat)expected, FormatSignature.Detect(Convert.FromHexString(hex)));
}

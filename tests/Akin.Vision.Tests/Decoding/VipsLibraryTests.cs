using Akin.Vision.Decoding;
using NetVips;

namespace Akin.Vision.Tests.Decoding;

/// <summary>No file reaches a loader of libvips that is not needed, whoever asks for it.</summary>
public sealed class VipsLibraryTests
{
    private const string Svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";

    [Theory]
    [InlineData(Svg, "an SVG drawing")]
    [InlineData("%PDF-1.4\n1 0 obj", "a PDF document")]
    public void Decode_RefusesDocuments(string text, string name)
    {
        ImageDecodeException exception = Assert.Throws<ImageDecodeException>(() => new ImageDecoder().Decode(System.Text.Encoding.ASCII.GetBytes(text)));

        Assert.Equal($"{name}, which Akin does not read", exception.Message);
    }

    [Fact]
    public void SetUp_BlocksLoadersThatAreNotNeeded()
    {
        VipsLibrary.SetUp();

        Assert.Contains("blocked", Assert.Throws<VipsException>(() => Image.SvgloadBuffer(System.Text.Encoding.ASCII.GetBytes(Svg))).Message, StringComparison.Ordinal);
        Assert.Throws<VipsException>(() => Image.NewFromBuffer(Svg));
    }

    [Fact]
    public void SetUp_BlocksEveryOtherLoader()
    {
        VipsLibrary.SetUp();
        string[] needed = ["jpegload", "pngload", "webpload", "gifload", "tiffload", "heifload"];
        string[] others = [.. NetVips.NetVips.GetOperations().Where(name => name.EndsWith("load_buffer", StringComparison.Ordinal) && !needed.Any(name.StartsWith))];

        Assert.NotEmpty(others);
        Assert.All(others, name => Assert.Contains("blocked", Assert.Throws<VipsException>(() => Operation.Call(name, new byte[64])).Message, StringComparison.Ordinal));
    }
}

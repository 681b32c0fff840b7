using Akin.Testing;
using Akin.Vision.Decoding;

namespace Akin.Tests.Cli;

public sealed class PixelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vit", "checkpoint")]
    [InlineData("clip", "checkpoint")]
    public async Task Preprocess_WritesWhatTransformersWouldGiveTheModel(string name, string chain)
    {
        string fixture = SharedFiles.Fixture($"processors/{name}");

        (await RunAsync("preprocess", SharedFiles.Fixture("processors/0.png"), "--model", fixture, "--preprocess", chain, "--out", "x.npy")).AssertDone();

        Npy expected = Npy.Read(Path.Combine(fixture, "0.npy"));
        Npy actual = Npy.Read(_folder["x.npy"]);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Values, actual.Values);
    }

    [Fact]
    public async Task Resize_KeepsThePictureItself()
    {
        File.Copy(SharedFiles.Fixture("resize/00.png"), _folder["a.png"]);

        (await RunAsync("resize", "a.png", "./a.png", "--size", "9x9")).AssertFailed(1, "is the picture itself");

        Assert.Equal(File.ReadAllBytes(SharedFiles.Fixture("resize/00.png")), File.ReadAllBytes(_folder["a.png"]));
        Assert.Equal([_folder["a.png"]], Directory.EnumerateFiles(_folder.Path));
    }

    [Theory]
    [InlineData("{\"image_processor_type\": \"\xff\"}")]
    [InlineData("{\"image_processor_type\": \"\\ud800\"}")]
    [InlineData("{\"\xff\": 1}")]
    [InlineData("{\"image_processor_type\": \"ViTImageProcessor\", \"image_mean\": [1e400, 0, 0]}")]
    [InlineData("{\"image_processor_type\": \"ViTImageProcessor\", \"size\": 13000}")]
    [InlineData("{\"image_processor_type\": ")]
    public async Task Preprocess_RefusesAConfigurationThatCannotBe(string config)
    {
        File.WriteAllBytes(_folder["preprocessor_config.json"], System.Text.Encoding.Latin1.GetBytes(config));
        TestPicture.Write(_folder["a.bmp"], 1);

        (await RunAsync("preprocess", "a.bmp", "--model", ".", "--out", "x.npy")).AssertFailed(1, "preprocessor_config.json");
    }

    [Fact]
    public async Task Preprocess_NamesAClassThatIsNotKnown()
    {
        File.WriteAllText(_folder["preprocessor_config.json"], """{"image_processor_type": "SamImageProcessor"}""");
        TestPicture.Write(_folder["a.bmp"], 1);

        ToolResult result = await RunAsync("preprocess", "a.bmp", "--model", ".", "--out", "x.npy");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^akin: \S+preprocessor_config\.json asks for SamImageProcessor, which is not supported: Akin knows .*ViTImageProcessor\.\n$", result.Error);
        Assert.False(File.Exists(_folder["x.npy"]));
    }

    [Theory]
    [InlineData("bicubic", "00-bicubic-384x256.png")]
    [InlineData("lanczos", "00-lanczos-384x256.png")]
    public async Task Resize_WritesPillowsPixels(string filter, string golden)
    {
        (await RunAsync("resize", SharedFiles.Fixture("resize/00.png"), "out.png", "--size", "384x256", "--filter", filter)).AssertDone();

        using PixelImage expected = new ImageDecoder().Decode(SharedFiles.Fixture($"resize/{golden}"));
        using PixelImage actual = new ImageDecoder().Decode(_folder["out.png"]);
        Assert.Equal((384, 256), (actual.Width, actual.Height));
        Assert.True(actual.Pixels.SequenceEqual(expected.Pixels));
    }

    [Theory]
    [InlineData(2, "resize", "a.bmp", "out.png", "--size", "384")]
    [InlineData(2, "resize", "a.bmp", "out.png", "--size", "0x5")]
    [InlineData(2, "resize", "a.bmp", "out.png", "--size", "60000x60000")]
    [InlineData(2, "resize", "a.bmp", "out.png", "--size", "9x9", "--filter", "cubic")]
    [InlineData(2, "resize", "a.bmp", "out.png", "--size", "9x9", "--filter", "77")]
    [InlineData(2, "resize", "a.bmp", "out.png", "--size", "9x9", "--filter", "box,lanczos")]
    [InlineData(2, "resize", "a.bmp", "out.jpg", "--size", "9x9")]
    [InlineData(2, "preprocess", "a.bmp", "--out", "x.npy", "--preprocess", "7")]
    [InlineData(2, "verify", ".", "--tolerance", "x")]
    [InlineData(2, "verify", ".", "--tolerance", "inf")]
    [InlineData(2, "index", ".", "--decode", "quick")]
    [InlineData(1, "resize", "none.bmp", "out.png", "--size", "9x9")]
    [InlineData(1, "resize", "text.bmp", "out.png", "--size", "9x9")]
    [InlineData(1, "resize", ".", "out.png", "--size", "9x9")]
    [InlineData(1, "preprocess", "text.bmp", "--out", "x.npy")]
    [InlineData(1, "preprocess", "a.bmp", "--out", "x.npy", "--model", "nowhere")]
    [InlineData(1, "preprocess", "a.bmp", "--out", "nowhere/x.npy")]
    public async Task Commands_SayInOneSentenceWhatIsWrong(int exitCode, params string[] arguments)
    {
        TestPicture.Write(_folder["a.bmp"], 1);
        File.WriteAllText(_folder["text.bmp"], "no picture");

        ToolResult result = await RunAsync(arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Akin.Vision.", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.png"]) || File.Exists(_folder["x.npy"]));
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}

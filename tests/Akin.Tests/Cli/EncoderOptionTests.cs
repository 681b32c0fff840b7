using Akin.Testing;

namespace Akin.Tests.Cli;

public sealed class EncoderOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EncoderOptionTests()
    {
        for (int index = 0; index < 3; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index}.bmp"], index);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Embed_WritesRawEmbeddings_OnRequest()
    {
        (await RunAsync("embed", "pictures", "--out", "unit.npy")).AssertDone();
        (await RunAsync("embed", "pictures", "--out", "raw.npy", "--raw")).AssertDone();

        Npy unit = Npy.Read(_folder["unit.npy"]);
        Npy raw = Npy.Read(_folder["raw.npy"]);
        double length = Math.Sqrt(raw.Row(1).ToArray().Sum(component => (double)component * component));
        Assert.True(Math.Abs(length - 1) > 0.1);
        Assert.Equal(unit.Row(1)[0], raw.Row(1)[0] / length, 6);
    }

    [Fact]
    public async Task Search_RefusesAnotherPoolingOrSizeThanTheGallerys()
    {
        (await RunAsync("index", "pictures", "--gallery", "g.akin", "--pooling", "mean", "--input-size", "96x128")).AssertDone();

        ToolResult other = await RunAsync("search", "pictures/0.bmp", "--gallery", "g.akin", "--input-size", "128x96");
        ToolResult same = await RunAsync("search", "pictures/0.bmp", "--gallery", "g.akin", "--pooling", "mean", "--input-size", "96x128");
        ToolResult untold = await RunAsync("search", "pictures/0.bmp", "--gallery", "g.akin");

        other.AssertFailed(1, "without --model and the options beside it the gallery's own is taken");
        same.AssertDone();
        Assert.Equal(same.Output, untold.AssertDone().Output);
    }

    [Fact]
    public async Task Embed_SaysThatTheModelHasNoSuchOutput()
    {
        ToolResult result = await RunAsync("embed", "pictures", "--out", "e.npy", "--pooling", "cls");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("[CLS]", result.Error, StringComparison.Ordinal);
        Assert.Contains("mean or pooler", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pooling", "max")]
    [InlineData("--input-size", "224")]
    [InlineData("--input-size", "0x224")]
    [InlineData("--input-size", "224x99999")]
    public async Task Embed_RefusesWhatIsNoPoolingOrSize(string option, string value)
    {
        ToolResult result = await RunAsync("embed", "pictures", "--out", "e.npy", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(value, result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}

using System.Text.Json.Nodes;

namespace Akin.Tests.Cli;

public sealed class PrecisionOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PrecisionOptionTests()
    {
        for (int index = 0; index < 12; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index}.bmp"], index);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Gallery_KeepsItsPrecision()
    {
        ToolResult indexed = (await RunAsync("index", "pictures", "--gallery", "g.akin", "--precision", "int8")).AssertDone();

        ToolResult kept = await RunAsync("search", "pictures/0.bmp", "--gallery", "g.akin");
        ToolResult other = await RunAsync("search", "pictures/0.bmp", "--gallery", "g.akin", "--precision", "fp32");

        Assert.Contains("akin-mini: 0 linear layers and 13 convolutions in int8; 2 convolutions and all else in float32.", indexed.Error, StringComparison.Ordinal);
        kept.AssertDone();
        Assert.Equal(1, other.ExitCode);
    }

    [Fact]
    public async Task Overlap_ReportsWhatStays()
    {
        ToolResult result = (await RunAsync("overlap", "pictures", "--precision", "int8", "--json")).AssertDone();

        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal("akin-mini", (string?)report["encoder"]);
        Assert.Equal(12, (int)report["pictureCount"]!);
        Assert.Equal(10, (int)report["depth"]!);
        Assert.InRange((double)report["overlap"]!, 0.8, 1);
        Assert.InRange((double)report["leastCosine"]!, 0.99, 1);
    }

    [Fact]
    public async Task Overlap_PrintsATable()
    {
        ToolResult result = (await RunAsync("overlap", "pictures")).AssertDone();

        Assert.Matches(@"overlap of the top 10 +\d", result.Output);
    }

    [Fact]
    public async Task Overlap_RefusesFloat32AndSinglePictures()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "one"));
        TestPicture.Write(_folder["one/0.bmp"], 0);

        (await RunAsync("overlap", "pictures", "--precision", "fp32")).AssertFailed(1, "name --precision int8");
        (await RunAsync("overlap", "one")).AssertFailed(1, "one holds 1 picture that can be read, and a comparison needs two: name a folder with more.");
    }

    [Fact]
    public async Task Embed_RefusesWhatIsNoPrecision()
    {
        ToolResult result = await RunAsync("embed", "pictures", "--out", "e.npy", "--precision", "fp16");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("fp16", result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}

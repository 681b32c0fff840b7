using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Akin.Tests.Cli;

public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvalCommandTests()
    {
        for (int index = 0; index < 12; index++)
        {
            TestPicture.Write(_folder[$"pictures/{(index % 2 == 0 ? "even" : "odd")}/{index:D2}.bmp"], index);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eval_SearchesEveryPictureAmongTheOthers_AndPrintsTheDocumentedJson()
    {
        TestPicture.Write(_folder["pictures/alone/99.bmp"], 99);
        await IndexAsync();

        ToolResult result = (await RunAsync("eval", "--gallery", "g.akin", "--at", "2,1", "--modes", "exact,projected:20", "--json")).AssertDone();

        using JsonDocument answer = JsonDocument.Parse(result.Output);
        JsonElement root = answer.RootElement;
        Assert.Equal(
            [
                "gallery", "queries", "encoder", "pictures", "contents", "queryCount", "askableCount", "seed", "skippedCount", "unlabelledCount", "repeatedCount", "heldCount", "unanswerable",
                "precisionAt1", "precisionAt5", "meanAveragePrecision", "meanClassAccuracy", "sameOrderCount", "at", "precision", "recall", "classes", "confusion", "sameLabelSimilarities",
                "otherLabelSimilarities", "modeQueryCount", "modes",
            ],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal((13, 12, 12), (root.GetProperty("pictures").GetInt32(), root.GetProperty("queryCount").GetInt32(), root.GetProperty("modeQueryCount").GetInt32()));
        Assert.Equal(["alone/99.bmp"], root.GetProperty("unanswerable").EnumerateArray().Select(one => one.GetProperty("key").GetString()));
        Assert.Equal([1, 2], root.GetProperty("at").EnumerateArray().Select(one => one.GetInt32()));
        Assert.Equal(["even", "odd"], root.GetProperty("classes").EnumerateArray().Select(one => one.GetProperty("label").GetString()));
        Assert.Equal(12, root.GetProperty("confusion").EnumerateArray().Sum(one => one.GetProperty("queryCount").GetInt32()));
        JsonElement[] modes = [.. root.GetProperty("modes").EnumerateArray()];
        Assert.Equal(["mode", "recall", "p50Ms", "p95Ms", "p99Ms", "buildSeconds", "bytes"], modes[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(["exact", "projected:20"], modes.Select(mode => mode.GetProperty("mode").GetString()));
        Assert.Equal([1, 1], modes[0].GetProperty("recall").EnumerateArray().Select(one => one.GetDouble()));
    }

    [Fact]
    public async Task Eval_PrintsTables()
    {
        await IndexAsync();

        ToolResult result = (await RunAsync("eval", "--gallery", "g.akin", "--sample", "7", "--seed", "3")).AssertDone();

        Assert.Matches(@"queries +7 of 12 pictures of the gallery, each searched among the others, drawn by seed 3", result.Output);
        Assert.Matches(@"precision@1 +\d+\.\d %", result.Output);
        Assert.Matches(@"recall@10 +\d+\.\d %", result.Output);
        Assert.Matches(@"mean average precision +\d+\.\d %", result.Output);
        Assert.Matches(@"(?m)^even +6 +\d", result.Output);
        Assert.Matches(@"(?m)^label \\ nearest +even +odd$", result.Output);
        Assert.Matches(@"(?m)^exact +1\.0000 +1\.0000 +1\.0000 +\d+\.\d{3} .* - +7,680$", result.Output);
        Assert.Matches(@"(?m)^projected:160 +\d", result.Output);
    }

    [Fact]
    public async Task Eval_SearchesForAFolder_AndWritesAPage()
    {
        await IndexAsync();
        TestPicture.Write(_folder["asked/<b>even/1.bmp"], 100);
        TestPicture.Write(_folder["asked/even/2.bmp"], 102);
        TestPicture.Write(_folder["asked/odd/3.bmp"], 3);

        ToolResult result = (await RunAsync("eval", "asked", "--gallery", "g.akin", "--report", "page.html", "--verify")).AssertDone();

        Assert.Matches(@"queries +2 pictures of the folder", result.Output);
        Assert.Matches(@"held by the gallery +1 of the queries", result.Output);
        Assert.Matches(@"top 10 in float64 order +2 of 2", result.Output);
        Assert.Contains("Not scored, for no other picture has their label: 1", result.Output, StringComparison.Ordinal);
        Assert.Contains("Wrote page.html.", result.Error, StringComparison.Ordinal);
        using XmlReader reader = XmlReader.Create(_folder["page.html"], new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        Assert.Contains(XDocument.Load(reader).Descendants("li"), one => one.Value.StartsWith("<b>even/1.bmp: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Eval_MeasuresModes_WithoutLabels()
    {
        TestPicture.Write(_folder["flat/1.bmp"], 1);
        TestPicture.Write(_folder["flat/2.bmp"], 2);
        (await RunAsync("index", "flat", "--gallery", "flat.akin")).AssertDone();

        ToolResult json = (await RunAsync("eval", "--gallery", "flat.akin", "--json")).AssertDone();

        using JsonDocument answer = JsonDocument.Parse(json.Output);
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("precisionAt1").ValueKind);
        Assert.Equal(6, answer.RootElement.GetProperty("modes").GetArrayLength());
        (await RunAsync("eval", "--gallery", "flat.akin", "--modes", "none")).AssertFailed(1, "holds no two pictures with a label");
        (await RunAsync("eval", "flat", "--gallery", "flat.akin", "--modes", "none")).AssertFailed(1, "holds no picture with a label");
    }

    [Theory]
    [InlineData("--at", "0")]
    [InlineData("--at", "1,x")]
    [InlineData("--at", "1001")]
    [InlineData("--sample", "0")]
    [InlineData("--sample", "some")]
    [InlineData("--modes", "fast")]
    [InlineData("--modes", "exact,")]
    public async Task Eval_ExplainsAWrongOption(string option, string value)
    {
        ToolResult result = await RunAsync("eval", "--gallery", "g.akin", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_RefusesAReportWhereItCannotBeWritten_BeforeAnyWork()
    {
        await IndexAsync();

        (await RunAsync("eval", "--gallery", "g.akin", "--report", "none/page.html")).AssertFailed(1, "There is no folder");
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);

    private async Task IndexAsync() => (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
}

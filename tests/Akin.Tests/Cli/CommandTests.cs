using System.Text.Json;
using Akin.Testing;

namespace Akin.Tests.Cli;

public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CommandTests()
    {
        for (int index = 0; index < 12; index++)
        {
            TestPicture.Write(_folder[$"pictures/{(index % 2 == 0 ? "even" : "odd")}/{index:D2}.bmp"], index);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Index_SaysWhatItDid_AndDoesNothingTwice()
    {
        File.WriteAllText(_folder["pictures/even/notes.txt"], "no picture");

        ToolResult first = (await RunAsync("index", "pictures")).AssertDone();
        ToolResult second = (await RunAsync("index", "pictures")).AssertDone();

        Assert.Contains("12 pictures indexed", first.Output, StringComparison.Ordinal);
        Assert.Contains("even/notes.txt: ", first.Error, StringComparison.Ordinal);
        Assert.Contains("0 pictures indexed", second.Output, StringComparison.Ordinal);
        Assert.Contains("12 unchanged", second.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["pictures.akin/catalogue.db"]));
    }

    [Fact]
    public async Task Search_OpensTheEncoderAsTheGalleryWasMade()
    {
        (await RunAsync("index", "pictures", "--gallery", "g.akin", "--preprocess", "notebook", "--decode", "fast", "--pooling", "mean", "--input-size", "96x96")).AssertDone();
        TestPicture.Write(_folder["pictures/odd/13.bmp"], 13);

        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        (await RunAsync("search", "pictures/odd/03.bmp", "--gallery", "g.akin")).AssertDone();
        (await RunAsync("search", "pictures/odd/03.bmp", "--gallery", "g.akin", "--input-size", "112x112")).AssertFailed(1, "is another: their embeddings cannot be compared");
    }

    [Fact]
    public async Task Search_PrintsATableWithThePictureItselfFirst()
    {
        await IndexAsync();

        ToolResult result = (await RunAsync("search", "pictures/odd/03.bmp", "--gallery", "g.akin", "--top", "4")).AssertDone();

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^ *rank +similarity +label +key$", lines[0]);
        Assert.Matches(@"^ +1 +1\.0000 +odd +odd/03\.bmp$", lines[1]);
    }

    [Fact]
    public async Task Search_PrintsTheDocumentedJson()
    {
        await IndexAsync();

        ToolResult result = (await RunAsync("search", "pictures/even/04.bmp", "--gallery", "g.akin", "--top", "3", "--json")).AssertDone();

        using JsonDocument answer = JsonDocument.Parse(result.Output);
        Assert.Equal(["query", "gallery", "mode", "recallAt10", "matches"], answer.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("pictures/even/04.bmp", answer.RootElement.GetProperty("query").GetString());
        Assert.Equal("exact", answer.RootElement.GetProperty("mode").GetString());
        JsonElement[] matches = [.. answer.RootElement.GetProperty("matches").EnumerateArray()];
        Assert.Equal(3, matches.Length);
        Assert.Equal(["rank", "key", "label", "similarity"], matches[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal("even/04.bmp", matches[0].GetProperty("key").GetString());
        Assert.Equal([1, 2, 3], matches.Select(match => match.GetProperty("rank").GetInt32()));
        Assert.Equal(matches.Select(match => match.GetProperty("similarity").GetDouble()).OrderDescending(), matches.Select(match => match.GetProperty("similarity").GetDouble()));
    }

    [Fact]
    public async Task Search_PrintsOneJsonLineForEveryPictureOfAFolder()
    {
        await IndexAsync();
        File.WriteAllText(_folder["pictures/even/notes.txt"], "no picture");

        ToolResult result = (await RunAsync("search", "pictures", "--gallery", "g.akin", "--top", "1", "--json")).AssertDone();

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12, lines.Length);
        Assert.All(lines, line =>
        {
            using JsonDocument answer = JsonDocument.Parse(line);
            string query = answer.RootElement.GetProperty("query").GetString()!;
            Assert.Equal(query, "pictures/" + answer.RootElement.GetProperty("matches")[0].GetProperty("key").GetString());
        });
        Assert.Contains("even/notes.txt", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_DrawsASheet()
    {
        await IndexAsync();

        (await RunAsync("search", "pictures/odd/03.bmp", "--gallery", "g.akin", "--sheet", "sheet.png")).AssertDone();

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder["sheet.png"])[..4]);
    }

    [Fact]
    public async Task Embed_WritesOneNormalisedRowAKey()
    {
        (await RunAsync("embed", "pictures", "--out", "e.npy")).AssertDone();

        Npy array = Npy.Read(_folder["e.npy"]);
        string[] keys = File.ReadAllLines(_folder["e.keys.txt"]);
        Assert.Equal([12, 320], array.Shape);
        Assert.Equal(12, keys.Length);
        Assert.Equal("even/00.bmp", keys[0]);
        Assert.All(Enumerable.Range(0, 12), row => Assert.Equal(1, array.Row(row).ToArray().Sum(x => (double)x * x), 5));
        Assert.Equal(["e.keys.txt", "e.npy"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Info_SaysWhatTheGalleryHoldsAndWhatMadeIt()
    {
        await IndexAsync();

        ToolResult text = (await RunAsync("info", "g.akin")).AssertDone();
        ToolResult json = (await RunAsync("info", "g.akin", "--json")).AssertDone();

        using JsonDocument summary = JsonDocument.Parse(json.Output);
        Assert.Equal(12, summary.RootElement.GetProperty("pictures").GetInt32());
        Assert.Equal(320, summary.RootElement.GetProperty("dimensions").GetInt32());
        Assert.Equal("akin-mini", summary.RootElement.GetProperty("encoder").GetString());
        Assert.Equal(3, summary.RootElement.GetProperty("format").GetInt32());
        Assert.Equal("exact", summary.RootElement.GetProperty("mode").GetString());
        Assert.Equal(1, summary.RootElement.GetProperty("recallAt10").GetDouble());
        Assert.Equal(0.99, summary.RootElement.GetProperty("recallFloor").GetDouble());
        JsonElement options = summary.RootElement.GetProperty("options");
        Assert.Equal(("checkpoint", "exact", "float32"), (options.GetProperty("preprocessing").GetString(), options.GetProperty("decoding").GetString(), options.GetProperty("precision").GetString()));
        Assert.Contains("the checkpoint's preprocessing, exact decoding, float32", text.Output, StringComparison.Ordinal);
        Assert.Contains("searched     exact: every picture compared", text.Output, StringComparison.Ordinal);
        Assert.Contains(summary.RootElement.GetProperty("fingerprint").GetString()!, text.Output, StringComparison.Ordinal);
        Assert.Equal(Directory.EnumerateFiles(_folder["g.akin"]).Sum(file => new FileInfo(file).Length), summary.RootElement.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Demo_DrawsIndexesSearchesAndSaysHowToGoOn()
    {
        ToolResult first = (await RunAsync("demo")).AssertDone();
        ToolResult second = (await RunAsync("demo")).AssertDone();

        Assert.Equal(3, Directory.EnumerateFiles(_folder["akin-demo"], "*.png").Count());
        Assert.Equal(3, first.Output.Split("Which pictures look like").Length - 1);
        Assert.Contains("0 pictures indexed", second.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output.Split("Which pictures")[1], second.Output.Split("Which pictures")[1]);
    }

    [Fact]
    public async Task Demo_HoldsThreePicturesOfAFolderOut()
    {
        ToolResult result = (await RunAsync("demo", "pictures", "--out", "shown")).AssertDone();

        Assert.Contains("9 pictures indexed", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, Directory.EnumerateFiles(_folder["shown"], "*.png").Count());
        Assert.Equal(12, Directory.EnumerateFiles(_folder["pictures"], "*", SearchOption.AllDirectories).Count());
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);

    private async Task IndexAsync() => (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
}

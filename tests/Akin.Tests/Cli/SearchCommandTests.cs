using System.Diagnostics;
using System.Text.Json;
using Akin.Galleries;
using Akin.Tests.Galleries;

namespace Akin.Tests.Cli;

/// <summary>Searches for several pictures: one after another, together, from a list.</summary>
public sealed class SearchCommandTests : IDisposable
{
    private const int BadInput = 1;

    private const int PictureCount = 12;

    private readonly TemporaryFolder _folder = new();

    public SearchCommandTests()
    {
        for (int index = 0; index < PictureCount; index++)
        {
            TestPicture.Write(_folder[$"pictures/{(index % 2 == 0 ? "even" : "odd")}/{index:D2}.bmp"], index);
        }

        TestPicture.Write(_folder["pictures/copy/03.bmp"], 3);
        File.WriteAllText(_folder["notes.txt"], "no picture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Search_AnswersPicturesAndFoldersOneAfterAnother()
    {
        await IndexAsync();

        ToolResult result = await SearchAsync("pictures/odd/03.bmp", "pictures/even", "pictures/odd/01.bmp", "--like", "even/04.bmp", "--top", "2", "--json");

        JsonElement[] answers = Answers(result);
        Assert.Equal(
            ["pictures/odd/03.bmp", "pictures/even/00.bmp", "pictures/even/02.bmp", "pictures/even/04.bmp", "pictures/even/06.bmp", "pictures/even/08.bmp", "pictures/even/10.bmp", "pictures/odd/01.bmp", "even/04.bmp"],
            answers.Select(answer => answer.GetProperty("query").GetString()));
        Assert.All(answers, answer => Assert.Equal(2, answer.GetProperty("matches").GetArrayLength()));

        ToolResult table = await SearchAsync("pictures/odd/03.bmp", "pictures/odd/01.bmp", "--top", "2");
        Assert.StartsWith("pictures/odd/03.bmp\n", table.Output, StringComparison.Ordinal);
        Assert.Contains("\npictures/odd/01.bmp\nrank ", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Like_DoesNotMatchItself_AndItsCopiesDo()
    {
        await IndexAsync();

        string[] keys = Keys(Assert.Single(Answers(await SearchAsync("--like", "odd/03.bmp", "--top", $"{PictureCount}", "--json"))));

        Assert.Equal("copy/03.bmp", keys[0]);
        Assert.Equal(PictureCount, keys.Length);
        Assert.DoesNotContain("odd/03.bmp", keys);

        JsonElement[] both = Answers(await SearchAsync("--like", "odd/03.bmp", "--like", "copy/03.bmp", "--top", "3", "--json"));
        Assert.Equal(["copy/03.bmp", "odd/03.bmp"], both.Select(answer => Keys(answer)[0]));
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("best")]
    public async Task Combine_GivesOneAnswer_WithoutThePicturesOfTheGalleryThatAreAskedFor(string combination)
    {
        await IndexAsync();

        JsonElement answer = Assert.Single(Answers(await SearchAsync(
            "pictures/odd/05.bmp", "--like", "odd/03.bmp", "--like", "even/04.bmp", "--combine", combination, "--top", $"{PictureCount - 1}", "--json")));

        Assert.Equal(["queries", "combine", "gallery", "mode", "recallAt10", "matches"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["pictures/odd/05.bmp", "odd/03.bmp", "even/04.bmp"], answer.GetProperty("queries").EnumerateArray().Select(query => query.GetString()));
        Assert.Equal(combination, answer.GetProperty("combine").GetString());
        string[] keys = Keys(answer);
        Assert.Equal(PictureCount - 1, keys.Length);
        Assert.Empty(keys.Intersect(["odd/03.bmp", "even/04.bmp"]));
        Assert.Contains("odd/05.bmp", keys);
        if (combination == "best")
        {
            // The picture itself, and the copy of another: each is its query.
            Assert.Equal(["copy/03.bmp", "odd/05.bmp"], keys.Take(2).Order(StringComparer.Ordinal));
            Assert.All(answer.GetProperty("matches").EnumerateArray().Take(2), match => Assert.Equal(1, match.GetProperty("similarity").GetDouble(), 4));
        }
    }

    [Fact]
    public async Task Combine_TakesAFolder_AndDrawsAllQueries()
    {
        await IndexAsync();
        File.Copy(_folder["notes.txt"], _folder["pictures/odd/notes.txt"]);

        ToolResult result = (await SearchAsync("pictures/odd", "--combine", "mean", "--top", "3", "--sheet", "sheet.png")).AssertDone();

        Assert.StartsWith("6 queries, combined by mean\nrank ", result.Output, StringComparison.Ordinal);
        Assert.Contains("pictures/odd/notes.txt: ", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["sheet.png"]));
    }

    [Fact]
    public async Task List_AnswersInItsOrder_AndNamesLinesThatAreNoPictures()
    {
        await IndexAsync();
        File.WriteAllLines(_folder["list.txt"], ["pictures/odd/05.bmp", "none.bmp", "", "notes.txt", "pictures", "pictures/even/02.bmp\r", "pictures/odd/05.bmp"]);

        ToolResult result = (await SearchAsync("--list", "list.txt", "--top", "1", "--json")).AssertDone();

        Assert.Equal(["odd/05.bmp", "even/02.bmp", "odd/05.bmp"], Answers(result).Select(answer => Keys(answer)[0]));
        Assert.Contains("Skipped 3 files:", result.Error, StringComparison.Ordinal);
        Assert.Contains("none.bmp: there is no such file", result.Error, StringComparison.Ordinal);
        Assert.Contains("notes.txt: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("pictures: line 5 names a folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_FromStandardInput_IsAnsweredWhileItIsOpen()
    {
        await IndexAsync();
        using Process tool = AkinTool.Start(_folder.Path, "search", "--list", "-", "--gallery", "g.akin", "--top", "1", "--json");
        foreach (string key in (string[])["odd/05.bmp", "even/02.bmp"])
        {
            await tool.StandardInput.WriteLineAsync($"pictures/{key}");
            await tool.StandardInput.FlushAsync(TestContext.Current.CancellationToken);

            string? line = await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

            Assert.Contains($"\"key\":\"{key}\"", line, StringComparison.Ordinal);
        }

        tool.StandardInput.Close();
        (await AkinTool.EndOfAsync(tool)).AssertDone();
    }

    [Fact]
    public async Task List_FromStandardInput_IsStoppedByASignal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a POSIX signal.");
        await IndexAsync();
        using Process tool = AkinTool.Start(_folder.Path, "search", "--list", "-", "--gallery", "g.akin", "--top", "1", "--json");
        await tool.StandardInput.WriteLineAsync("pictures/odd/05.bmp");
        await tool.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        using (Process kill = Process.Start("kill", ["-INT", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        (await AkinTool.EndOfAsync(tool)).AssertFailed(130, "Stopped");
    }

    [Fact]
    public async Task Search_OfSeveral_GoesOnAfterWhatCannotBeSearchedFor_AndFailsForWhatIsNamed()
    {
        await IndexAsync();

        ToolResult result = await SearchAsync("none.bmp", "pictures/odd/05.bmp", "notes.txt", "--like", "none", "--like", "odd/03.bmp", "--top", "1", "--json", "--sheet", "sheet.png");

        result.AssertFailed(BadInput, "3 of the queries cannot be searched for, for the reasons above; the others are answered");
        Assert.Equal(["pictures/odd/05.bmp", "odd/03.bmp"], AnswersIn(result).Select(answer => answer.GetProperty("query").GetString()));
        Assert.True(File.Exists(_folder["sheet.png"]));
        Assert.Contains("Skipped 3 files:", result.Error, StringComparison.Ordinal);
        Assert.Contains("holds no picture none", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfFolders_FailsForOneThatIsEmpty_AndSkipsFilesInOthers()
    {
        await IndexAsync();
        Directory.CreateDirectory(_folder["empty"]);
        File.Copy(_folder["notes.txt"], _folder["pictures/odd/notes.txt"]);

        ToolResult skipped = (await SearchAsync("pictures/odd", "pictures/even/00.bmp")).AssertDone();
        ToolResult named = await SearchAsync("pictures/odd", "empty");

        Assert.Contains("pictures/odd/notes.txt: ", skipped.Error, StringComparison.Ordinal);
        named.AssertFailed(BadInput, "empty cannot be searched for: the folder is empty; the others are answered.");
    }

    [Theory]
    [InlineData("The gallery g.akin has no label hats.", "--label", "hats")]
    [InlineData("The gallery g.akin has no label hats or coats.", "--label", "hats", "--label", "coats")]
    [InlineData("The gallery g.akin has no split foo: its pictures have none.", "--split", "foo")]
    [InlineData("No picture matches: loosen --min-similarity or the filters.", "--label", "even", "--key", "odd/*")]
    public async Task NoMatch_IsExplained(string sentence, params string[] arguments)
    {
        await IndexAsync();

        Assert.Equal(sentence + "\n", (await SearchAsync(["pictures/odd/05.bmp", .. arguments])).AssertDone().Output);
    }

    [Fact]
    public async Task NoMatch_NamesTheSplitsThatThereAre()
    {
        TestPicture.Write(_folder["splits/train/hat/1.bmp"], 1);
        TestPicture.Write(_folder["splits/val/hat/2.bmp"], 2);
        (await AkinTool.RunAsync(_folder.Path, "index", "splits", "--gallery", "g.akin")).AssertDone();

        Assert.Equal("The gallery g.akin has no split test: it has train and validation.\n", (await SearchAsync("splits/val/hat/2.bmp", "--split", "test")).AssertDone().Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CodesThatAreMissingOrDamaged_AreTold(bool isDamaged)
    {
        VectorGallery.Add(_folder["g.akin"], 0, IndexUpkeep.CodesFrom);
        VectorGallery.KeepIndexes(_folder["g.akin"], RecallFloor.Default);
        string[] ask = ["--like", VectorGallery.Key(3), "--top", "1"];
        Assert.Empty((await SearchAsync(ask)).AssertDone().Error);
        File.WriteAllBytes(_folder["g.akin/codes.bin"], [1, 2, 3]);
        if (!isDamaged)
        {
            File.Delete(_folder["g.akin/codes.bin"]);
        }

        const string told = "codes.bin or lists.bin is missing or damaged: 'akin index --gallery g.akin' builds it.";
        Assert.Contains(told, (await SearchAsync([.. ask, "--json"])).AssertDone().Error, StringComparison.Ordinal);
        Assert.Contains(told, (await AkinTool.RunAsync(_folder.Path, "info", "g.akin")).AssertDone().Error, StringComparison.Ordinal);
        Assert.Empty((await SearchAsync([.. ask, "--mode", "exact"])).AssertDone().Error);
    }

    [Fact]
    public async Task ALongLabel_IsShortenedInTables_AndWholeInJson()
    {
        string label = new('x', 200);
        TestPicture.Write(_folder[$"pictures/{label}/1.bmp"], PictureCount);
        await IndexAsync();

        string table = (await SearchAsync($"pictures/{label}/1.bmp", "--top", "1")).AssertDone().Output;
        string json = (await SearchAsync($"pictures/{label}/1.bmp", "--top", "1", "--json")).AssertDone().Output;

        Assert.Contains($"  {label[..37]}...  {label}/1.bmp", table, StringComparison.Ordinal);
        Assert.Contains($"\"label\":\"{label}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneQuery_IsSaidInTheSingular()
    {
        await IndexAsync();

        Assert.StartsWith("1 query, combined by mean\n", (await SearchAsync("pictures/odd/05.bmp", "--combine", "mean")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no list none.txt", "--list", "none.txt")]
    [InlineData("is a folder, not a list", "--list", "pictures")]
    [InlineData("There is nothing to search for", "--list", "empty.txt")]
    [InlineData("None of the 2 queries can be searched for", "none.bmp", "notes.txt")]
    [InlineData("holds no picture none", "--like", "none")]
    [InlineData("holds no picture none", "--like", "none", "pictures/odd/05.bmp", "--combine", "best")]
    [InlineData("notes.txt cannot be searched for", "pictures/odd/05.bmp", "notes.txt", "--combine", "mean")]
    [InlineData("there is no such file: leave it out", "pictures/odd/05.bmp", "none.bmp", "--combine", "mean")]
    [InlineData("--sheet would show 360 pictures", "--list", "long.txt", "--top", "2", "--sheet", "sheet.png")]
    [InlineData("--sheet would show at least 602 pictures", "--list", "longer.txt", "--top", "1", "--sheet", "sheet.png")]
    public async Task WhatCannotBeSearchedFor_IsNamed(string words, params string[] arguments)
    {
        await IndexAsync();
        File.WriteAllText(_folder["empty.txt"], "\n \n");
        File.WriteAllLines(_folder["long.txt"], Enumerable.Repeat("pictures/odd/05.bmp", 120));
        File.WriteAllLines(_folder["longer.txt"], Enumerable.Repeat("pictures/odd/05.bmp", 2_000));

        (await SearchAsync(arguments)).AssertFailed(BadInput, words);
        Assert.False(File.Exists(_folder["sheet.png"]));
    }

    private static JsonElement[] Answers(ToolResult result) => AnswersIn(result.AssertDone());

    private static JsonElement[] AnswersIn(ToolResult result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string[] Keys(JsonElement answer) => [.. answer.GetProperty("matches").EnumerateArray().Select(match => match.GetProperty("key").GetString()!)];

    private Task<ToolResult> SearchAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, ["search", .. arguments, "--gallery", "g.akin"]);

    private async Task IndexAsync() => (await AkinTool.RunAsync(_folder.Path, "index", "pictures", "--gallery", "g.akin")).AssertDone();
}

using System.Text.Json;

namespace Akin.Tests.Cli;

/// <summary>The commands that follow folders, as a user runs them.</summary>
public sealed class FollowCommandTests : IDisposable
{
    private const int BadInput = 1;

    private const int BadCommandLine = 2;

    private readonly TemporaryFolder _folder = new();

    public FollowCommandTests()
    {
        TestPicture.Write(_folder["home/a/1.bmp"], 1);
        TestPicture.Write(_folder["home/a/2.bmp"], 2);
        TestPicture.Write(_folder["disk/b/3.bmp"], 3);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Index_FollowsSeveralFolders_AndFindsOneThatMoved()
    {
        ToolResult first = (await RunAsync("index", "home", "disk", "--gallery", "g.akin", "--name", "home", "--name", "sofa")).AssertDone();
        Assert.Contains("3 pictures indexed", first.Output, StringComparison.Ordinal);
        ToolResult found = (await RunAsync("search", "disk/b/3.bmp", "--gallery", "g.akin", "--top", "1", "--sheet", "s.png")).AssertDone();
        Assert.Matches(@"1\.0000 +b +sofa/b/3\.bmp", found.Output);
        using JsonDocument info = JsonDocument.Parse((await RunAsync("info", "g.akin", "--json")).AssertDone().Output);
        Assert.Equal(["home", "sofa"], info.RootElement.GetProperty("roots").EnumerateArray().Select(root => root.GetProperty("name").GetString()));

        Directory.Move(_folder["disk"], _folder["elsewhere"]);
        File.Delete(_folder["home/a/2.bmp"]);
        ToolResult missing = await RunAsync("index", "--gallery", "g.akin");
        missing.AssertFailed(BadInput, "disk is gone, and nothing was removed: g.akin keeps its 1 picture");
        Assert.Contains("1 unchanged, 1 removed", missing.Output, StringComparison.Ordinal);

        Assert.Contains("finds sofa at", (await RunAsync("relocate", "g.akin", "sofa", "elsewhere")).AssertDone().Output, StringComparison.Ordinal);
        Assert.Contains("2 unchanged, 0 removed", (await RunAsync("index", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_KeepsThePicturesOfAFolderThatIsGone_UntilConfirmed()
    {
        (await RunAsync("index", "home")).AssertDone();
        Directory.Delete(_folder["home"], recursive: true);

        (await RunAsync("index", "home")).AssertFailed(BadInput, "--confirm-missing");
        Assert.Contains("2 removed", (await RunAsync("index", "home", "--confirm-missing")).AssertDone().Output, StringComparison.Ordinal);
        (await RunAsync("index", "none")).AssertFailed(BadInput, "There is no folder");
    }

    [Fact]
    public async Task Index_KeepsThePicturesOfAFolderThatHoldsNoneAnyMore_UntilConfirmed()
    {
        (await RunAsync("index", "home")).AssertDone();
        Directory.Delete(_folder["home"], recursive: true);
        File.WriteAllText(_folder["home/README.txt"], "not mounted");

        (await RunAsync("status", "home.akin")).AssertFailed(BadInput, "home holds no picture any more, and nothing was removed");
        ToolResult kept = await RunAsync("index", "home");
        kept.AssertFailed(BadInput, "home holds no picture any more, and nothing was removed: home.akin keeps its 2 pictures");
        Assert.Contains("0 removed, 1 skipped. home.akin holds 2.", kept.Output, StringComparison.Ordinal);
        (await RunAsync("remove", "--missing", "--gallery", "home.akin")).AssertFailed(BadInput, "keeps its 2 pictures");
        Assert.Contains("2 removed", (await RunAsync("index", "home", "--confirm-missing")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_SaysWhereAGalleryIsNowhere()
    {
        ToolResult mistyped = await RunAsync("index", "--gallery", "zz.akin");
        mistyped.AssertFailed(BadInput, "There is no gallery zz.akin");
        Assert.DoesNotContain("Indexing", mistyped.Output, StringComparison.Ordinal);
        (await RunAsync("index", "home", "--gallery", "nope/x.akin")).AssertFailed(BadInput, "to make x.akin in: make it first");
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "nope")));
        (await RunAsync("search", "home/a/1.bmp", "--gallery", "home/a/2.bmp")).AssertFailed(BadInput, "home/a/2.bmp is a file, and a gallery is a folder");
    }

    [Fact]
    public async Task Index_SaysWhatIsNoFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux's pipes and devices.");
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", _folder["home/pipe.jpg"]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(_folder["home/zero.jpg"], "/dev/zero");
        File.CreateSymbolicLink(_folder["home/link.jpg"], "nothing.jpg");
        File.WriteAllText(_folder["home/blank.jpg"], string.Empty);

        ToolResult result = (await RunAsync("index", "home")).AssertDone();

        Assert.Contains("pipe.jpg: it is no regular file", result.Error, StringComparison.Ordinal);
        Assert.Contains("zero.jpg: it is no regular file", result.Error, StringComparison.Ordinal);
        Assert.Contains("link.jpg: the link leads nowhere: there is no nothing.jpg", result.Error, StringComparison.Ordinal);
        Assert.Contains("blank.jpg: the file is empty", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveAndCompact_PromiseNoSpaceThatIsSharedOrHeld()
    {
        TestPicture.Write(_folder["home/b/1 again.bmp"], 1);
        (await RunAsync("index", "home")).AssertDone();
        Assert.DoesNotContain("compact", (await RunAsync("remove", "a/1.bmp", "--gallery", "home.akin")).AssertDone().Output, StringComparison.Ordinal);
        Assert.Contains("'akin compact home.akin' gives their space back.", (await RunAsync("remove", "a/2.bmp", "--gallery", "home.akin")).AssertDone().Output, StringComparison.Ordinal);
        using Microsoft.Data.Sqlite.SqliteConnection reader = new($"Data Source={_folder["home.akin/catalogue.db"]};Pooling=False");
        reader.Open();
        using Microsoft.Data.Sqlite.SqliteTransaction transaction = reader.BeginTransaction(deferred: true);
        using Microsoft.Data.Sqlite.SqliteCommand command = reader.CreateCommand();
        command.CommandText = "SELECT count(*) FROM items";
        command.Transaction = transaction;
        command.ExecuteScalar();

        string output = (await RunAsync("compact", "home.akin")).AssertDone().Output;

        System.Text.RegularExpressions.Match bytes = System.Text.RegularExpressions.Regex.Match(output, @"takes ([\d,]+) bytes instead of ([\d,]+)\. A log of [\d,]+ bytes stays");
        Assert.True(bytes.Success, output);
        Assert.True(Number(1) < Number(2), output);

        long Number(int group) => long.Parse(bytes.Groups[group].Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Status_KnowsNothingOfAFolderThatCannotBeListed()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Skip("Needs a folder that may not be listed.");
            return;
        }

        (await RunAsync("index", "home")).AssertDone();
        File.SetUnixFileMode(_folder["home/a"], UnixFileMode.None);
        try
        {
            Assert.DoesNotContain("up to date", (await RunAsync("status", "home.akin")).AssertDone().Output, StringComparison.Ordinal);
            (await RunAsync("index", "home")).AssertDone();
        }
        finally
        {
            File.SetUnixFileMode(_folder["home/a"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Index_SaysWhatMovedAndWhatIsThereTwice()
    {
        (await RunAsync("index", "home")).AssertDone();
        Directory.Move(_folder["home/a"], _folder["home/cat"]);
        TestPicture.Write(_folder["home/dog/again.bmp"], 1);

        ToolResult result = (await RunAsync("index", "home")).AssertDone();

        Assert.Contains("0 pictures indexed", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 moved, 1 with the content of others, 0 unchanged, 0 removed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_RemembersPatterns()
    {
        TestPicture.Write(_folder["home/thumbs/2.bmp"], 4);
        TestPicture.Write(_folder["home/.hidden.bmp"], 5);
        (await RunAsync("index", "home", "--exclude", "thumbs", "--exclude", "2.*")).AssertDone();
        ToolResult second = (await RunAsync("index", "home")).AssertDone();
        Assert.Contains("home.akin holds 1.", second.Output, StringComparison.Ordinal);
        Assert.Contains("exclude thumbs, exclude 2.*", (await RunAsync("info", "home.akin")).AssertDone().Output, StringComparison.Ordinal);

        Assert.Contains("home.akin holds 4.", (await RunAsync("index", "home", "--hidden")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_SaysWhatWouldChange_AndChangesNothing()
    {
        TestPicture.Write(_folder["home/b/4.bmp"], 4);
        TestPicture.Write(_folder["home/b/5.bmp"], 5);
        File.WriteAllText(_folder["home/b/notes.txt"], "no picture");
        (await RunAsync("index", "home", "disk", "--gallery", "g.akin")).AssertDone();
        Assert.Contains("g.akin is up to date.", (await RunAsync("status")).AssertDone().Output, StringComparison.Ordinal);
        TestPicture.Write(_folder["home/a/2.bmp"], 22);
        TestPicture.Write(_folder["home/a/6.bmp"], 6);
        TestPicture.Write(_folder["home/a/6 again.bmp"], 6);
        File.Move(_folder["home/b/4.bmp"], _folder["disk/four.bmp"]);
        File.Delete(_folder["home/b/5.bmp"]);
        byte[] before = File.ReadAllBytes(_folder["g.akin/catalogue.db"]);

        ToolResult text = (await RunAsync("status", "g.akin")).AssertDone();
        using JsonDocument json = JsonDocument.Parse((await RunAsync("status", "g.akin", "--json")).AssertDone().Output);

        Assert.Equal(before, File.ReadAllBytes(_folder["g.akin/catalogue.db"]));
        Assert.Equal(
            [
                "added    home/a/6 again.bmp", "added    home/a/6.bmp", "changed  home/a/2.bmp", "moved    home/b/4.bmp -> disk/four.bmp", "removed  home/b/5.bmp",
                "skipped  home/b/notes.txt: not a picture: unknown format",
                "2 added, 1 changed, 1 moved, 1 removed, 2 unchanged, 1 skipped. 2 would be encoded; 'akin index --gallery g.akin' does it.",
            ],
            text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("disk/four.bmp", json.RootElement.GetProperty("moved")[0].GetProperty("to").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("toEncode").GetInt32());
        Assert.Contains("2 pictures indexed", (await RunAsync("index", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_SaysThatAFolderIsGone_AndNamesTheGalleryThatItCannotChoose()
    {
        (await RunAsync("status")).AssertFailed(BadInput, "There is no gallery here");
        (await RunAsync("index", "home")).AssertDone();
        (await RunAsync("index", "disk")).AssertDone();
        (await RunAsync("status")).AssertFailed(BadInput, "disk.akin, home.akin");
        (await RunAsync("status", "none.akin")).AssertFailed(BadInput, "There is no gallery none.akin");
        Directory.Delete(_folder["disk"], recursive: true);

        ToolResult result = await RunAsync("status", "disk.akin");

        result.AssertFailed(BadInput, "disk is gone");
        Assert.DoesNotContain("up to date", result.Output, StringComparison.Ordinal);
        (await RunAsync("status", "disk.akin", "--json")).AssertFailed(BadInput, "disk is gone");
        Assert.Contains("0 removed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveAndCompact_TakePicturesOutAndGiveTheirSpaceBack()
    {
        (await RunAsync("index", "home", "disk", "--gallery", "g.akin")).AssertDone();

        Assert.Contains("1 picture removed. g.akin holds 2.", (await RunAsync("remove", "home/a/1.bmp", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
        Assert.Contains("g.akin holds 1.", (await RunAsync("remove", "--label", "b", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
        (await RunAsync("remove", "home/a/1.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "holds no picture home/a/1.bmp");
        Assert.Contains("2 rows of removed pictures dropped, 1 kept", (await RunAsync("compact", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
        Assert.Contains("1 unchanged, 0 removed, 0 skipped. g.akin holds 1.", (await RunAsync("index", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);

        Directory.Delete(_folder["disk"], recursive: true);
        File.Delete(_folder["home/a/2.bmp"]);
        (await RunAsync("remove", "--missing", "--gallery", "g.akin")).AssertDone();
        Assert.Contains("holds no picture", (await RunAsync("search", "home/a/1.bmp", "--gallery", "g.akin")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index", "home", "disk")]
    [InlineData("index", "home", "--name", "a", "--name", "b")]
    [InlineData("index", "home", "--include", "")]
    [InlineData("index", "home", "--exclude", "[abc")]
    [InlineData("relocate", "g.akin", "home")]
    [InlineData("remove", "--gallery", "g.akin")]
    [InlineData("remove", "a.bmp")]
    [InlineData("compact")]
    public async Task AWrongCommandLine_IsExplained(params string[] arguments)
    {
        ToolResult result = await RunAsync(arguments);

        Assert.Equal(BadCommandLine, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}

using System.Diagnostics;
using System.Text.Json;
using Akin.Galleries;
using Akin.Tests.Galleries;

namespace Akin.Tests.Cli;

/// <summary>The real tool brings a gallery to another encoder, is stopped and killed meanwhile, and others search.</summary>
public sealed class MigrateCommandTests : IDisposable
{
    private const int BadInput = 1;

    private const int Stopped = 130;

    private const int PictureCount = 900;

    /// <summary>akin-mini at another size: as slow as itself, and another encoder.</summary>
    private static readonly string[] Other = ["--model", "akin-mini", "--input-size", "96x96"];

    private readonly TemporaryFolder _folder = new();

    private string GalleryPath => _folder["g.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_SaysWhatItDid_AndTheOldEncoderIsRefused()
    {
        await IndexAsync(count: 12);

        ToolResult first = (await RunAsync(["migrate", "g.akin", "--progress", "json", .. Other])).AssertDone();
        ToolResult second = (await RunAsync(["migrate", "g.akin", .. Other])).AssertDone();

        Assert.Contains("12 pictures encoded in", first.Output, StringComparison.Ordinal);
        Assert.All(first.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("{\"stage\":\"", line, StringComparison.Ordinal));
        Assert.Contains("\"done\":12,\"total\":12", first.Error, StringComparison.Ordinal);
        Assert.Contains("g.akin is akin-mini's and holds 12.", first.Output, StringComparison.Ordinal);
        Assert.Contains("0 pictures encoded in", second.Output, StringComparison.Ordinal);
        (await RunAsync("search", "pictures/0/0000.bmp", "--gallery", "g.akin")).AssertDone();
        (await RunAsync("search", "pictures/0/0000.bmp", "--gallery", "g.akin", "--input-size", "112x112")).AssertFailed(BadInput, "their embeddings cannot be compared");
        Assert.Contains("0 pictures indexed", (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NamesWhatItCannotEncode_AndDropsItOnlyWhenItIsTold()
    {
        await IndexAsync(count: 12);
        File.Delete(_folder["pictures/3/0003.bmp"]);

        ToolResult refused = await RunAsync(["migrate", "g.akin", .. Other]);
        refused.AssertFailed(BadInput, "g.akin stays with akin-mini: 1 of its pictures cannot be encoded");
        Assert.Contains("3/0003.bmp: its file was gone", refused.Error, StringComparison.Ordinal);
        Assert.Contains("11 embeddings so far", (await RunAsync("info", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
        using JsonDocument info = JsonDocument.Parse((await RunAsync("info", "g.akin", "--json")).AssertDone().Output);
        Assert.Equal(11, info.RootElement.GetProperty("migration").GetProperty("rows").GetInt64());

        ToolResult done = (await RunAsync("migrate", "g.akin", "--drop-missing")).AssertDone();
        Assert.Contains("0 pictures encoded", done.Output, StringComparison.Ordinal);
        Assert.Contains("11 before, 1 dropped. g.akin is akin-mini's and holds 11.", done.Output, StringComparison.Ordinal);
        Assert.Contains("3/0003.bmp: its file was gone", (await RunAsync("info", "g.akin", "--skipped")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_AsksForAnEncoder_AndGivesUp()
    {
        await IndexAsync(count: 3);

        (await RunAsync("migrate", "g.akin")).AssertFailed(BadInput, "Name the encoder");
        (await RunAsync("migrate", "none.akin", "--model", "akin-mini")).AssertFailed(BadInput, "There is no gallery none.akin");
        Assert.Contains("is not on its way", (await RunAsync("migrate", "g.akin", "--abandon")).AssertDone().Output, StringComparison.Ordinal);
        File.Delete(_folder["pictures/0/0000.bmp"]);
        Assert.Equal(BadInput, (await RunAsync(["migrate", "g.akin", .. Other])).ExitCode);
        Assert.Contains("2 embeddings deleted", (await RunAsync("migrate", "g.akin", "--abandon")).AssertDone().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothing_AndTheNextRunGoesOn()
    {
        await IndexAsync(PictureCount);

        // What is killed when does not matter, so no timing can fail this: the delays run from the start of the process to the end of the work.
        Random random = new(7);
        long encodedCount = 0;
        for (int round = 0; round < 8; round++)
        {
            Process tool = AkinTool.Start(_folder.Path, ["migrate", "g.akin", .. Other]);
            await Task.Delay(random.Next(300, 1_500), TestContext.Current.CancellationToken);
            tool.Kill();
            await AkinTool.EndOfAsync(tool);

            using Gallery gallery = Gallery.Open(GalleryPath);
            Assert.Equal(PictureCount, gallery.PictureCount);
            Assert.Equal("4/0004.bmp", gallery.Search(gallery.ReadEmbedding("4/0004.bmp"), 1)[0].Key);
            GalleryContents.AssertRowsAreKept(GalleryPath);
            if (Gallery.ReadMigration(GalleryPath) is GalleryInfo migration)
            {
                Assert.InRange(migration.RowCount, encodedCount, PictureCount);
                encodedCount = migration.RowCount;
            }
        }

        (await RunAsync(["migrate", "g.akin", .. Other])).AssertDone();
        (await RunAsync(["index", "pictures", "--gallery", "fresh.akin", .. Other])).AssertDone();
        Assert.Equal(GalleryContents.Read(_folder["fresh.akin"]), GalleryContents.Read(GalleryPath));
        Assert.Equal(["catalogue.db", "lock", "vectors.1.f16"], Directory.EnumerateFiles(GalleryPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OthersSearch_WhileTheMigrationIsUnderWay_AndASignalStopsIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends POSIX signals.");
        await IndexAsync(PictureCount);
        Process tool = AkinTool.Start(_folder.Path, ["migrate", "g.akin", "--threads", "1", .. Other]);
        try
        {
            await SearchAndStopAsync(tool);
        }
        catch
        {
            tool.Kill();
            throw;
        }

        ToolResult stopped = await AkinTool.EndOfAsync(tool);
        Assert.Equal(Stopped, stopped.ExitCode);
        Assert.Contains("g.akin is akin-mini's until the rest is done. Run the same command to go on.", stopped.Output, StringComparison.Ordinal);
        ToolResult done = (await RunAsync("migrate", "g.akin")).AssertDone();
        Assert.Contains($"g.akin is akin-mini's and holds {PictureCount}.", done.Output, StringComparison.Ordinal);
    }

    /// <summary>Holds the tool in the middle of its work, searches and tries to write meanwhile, and has the tool stop.</summary>
    private async Task SearchAndStopAsync(Process tool)
    {
        while (!tool.HasExited && Gallery.ReadMigration(GalleryPath) is null or { RowCount: 0 })
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await SignalAsync("STOP", tool);
        Assert.InRange(Gallery.ReadMigration(GalleryPath)!.RowCount, 1, PictureCount - 1);
        ToolResult search = (await RunAsync("search", "pictures/4/0004.bmp", "--gallery", "g.akin", "--top", "1")).AssertDone();
        Assert.Contains("4/0004.bmp", search.Output, StringComparison.Ordinal);
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertFailed(3, "is writing the gallery g.akin");
        await SignalAsync("INT", tool);
        await SignalAsync("CONT", tool);
    }

    private static async Task SignalAsync(string signal, Process tool)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{tool.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);

    private async Task IndexAsync(int count)
    {
        for (int index = 0; index < count; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index % 7}/{index:D4}.bmp"], index);
        }

        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
    }
}

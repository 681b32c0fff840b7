using System.Diagnostics;
using Akin.Galleries;
using Akin.Tests.Cli;

namespace Akin.Tests.Galleries;

public sealed class CatalogueRepairTests : IDisposable
{
    private const int PictureCount = 3_000;

    private const int PageInBytes = 4096;

    private static readonly string[] Everything =
    [
        "SELECT * FROM gallery", "SELECT * FROM roots ORDER BY name", "SELECT * FROM items NOT INDEXED ORDER BY id", "SELECT * FROM dead_rows NOT INDEXED ORDER BY row", "SELECT * FROM rejected",
        "SELECT * FROM settings", "SELECT * FROM migration", "SELECT * FROM migrated", "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name", "PRAGMA user_version", "PRAGMA application_id",
    ];

    private readonly TemporaryFolder _folder = new();

    public CatalogueRepairTests()
    {
        VectorGallery.Add(GalleryPath, 0, PictureCount);
        VectorGallery.Remove(GalleryPath, 3);
        using GalleryWriter writer = GalleryWriter.OpenExisting(GalleryPath);
        writer.Catalogue.WriteSetting("another", "kept");
        writer.Catalogue.BeginMigration(VectorGallery.Info with { VectorsGeneration = 1 });
    }

    private string GalleryPath => _folder["g.akin"];

    private string CataloguePath => _folder["g.akin/catalogue.db"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("items_by_content_hash")]
    [InlineData("items_by_row")]
    [InlineData("items_by_label")]
    [InlineData("sqlite_autoindex_items_1")]
    [InlineData("sqlite_autoindex_roots_2")]
    [InlineData("dead_rows_by_content_hash")]
    public async Task AZeroedPageOfAnIndex_IsMended_FromTheTables(string index)
    {
        IReadOnlyList<string> before = ReadEverything();
        ZeroRootOf(index);

        VerifyReport found = await VerifyAsync(repairs: false);
        Assert.False(found.IsSound);
        Assert.All(found.Problems, problem => Assert.True(problem.CanBeRepaired));

        VerifyReport repaired = await VerifyAsync(repairs: true);
        Assert.True(repaired.IsSound);
        Assert.Equal((PictureCount - 1, 0), (repaired.PictureCount!.Value, repaired.RemovedCount));
        Assert.Equal(before, ReadEverything());
        Assert.Empty((await VerifyAsync(repairs: false)).Problems);
        Assert.False(File.Exists(CataloguePath + ".unfinished"));
    }

    [Theory]
    [InlineData("items")]
    [InlineData("dead_rows")]
    [InlineData("settings")]
    public async Task AZeroedPageOfATable_IsSaid_AndTheCatalogueIsLeft(string table)
    {
        ZeroRootOf(table);
        byte[] damaged = File.ReadAllBytes(CataloguePath);

        foreach (bool repairs in (bool[])[false, true])
        {
            VerifyReport report = await VerifyAsync(repairs);

            Assert.Contains(report.Problems, problem => problem.What == $"its table {table} cannot be read whole");
            Assert.All(report.Problems, problem => Assert.Equal((false, false, Catalogue.LostRepair), (problem.IsRepaired, problem.CanBeRepaired, problem.Repair)));
            Assert.Null(report.PictureCount);
        }

        Assert.Equal(damaged, File.ReadAllBytes(CataloguePath));
    }

    [Fact]
    public async Task AReaderThatHasTheDamagedCatalogueOpen_KeepsIt_AndTakesNothingFromTheNewOne()
    {
        ZeroRootOf("items_by_label");
        using (Gallery reader = Gallery.Open(GalleryPath))
        {
            Assert.True((await VerifyAsync(repairs: true)).IsSound);
            VectorGallery.Add(GalleryPath, PictureCount, PictureCount + 10);
            Assert.Equal(PictureCount - 1, reader.PictureCount);
            Assert.Equal(5, reader.Search(VectorGallery.Query(1), 5).Count);
        }

        Assert.Empty((await VerifyAsync(repairs: false)).Problems);
        Assert.Equal(PictureCount + 9, GalleryContents.Scalar(GalleryPath, "SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task ARepairThatIsKilled_LeavesTheOldCatalogueOrTheNew()
    {
        IReadOnlyList<string> before = ReadEverything();
        ZeroRootOf("items_by_row");
        byte[] damaged = File.ReadAllBytes(CataloguePath);
        TimeSpan whole = await RunToolAsync(killAfter: null);
        Assert.Equal(before, ReadEverything());
        int unfinishedCount = 0;
        for (int kill = 0; kill < 16; kill++)
        {
            foreach (string file in Directory.EnumerateFiles(GalleryPath, "catalogue.db*"))
            {
                File.Delete(file);
            }

            File.WriteAllBytes(CataloguePath, damaged);

            // The process begins slowly, and repairs at its end.
            await RunToolAsync(whole * (0.5 + (kill / 32.0)));

            unfinishedCount += (await VerifyAsync(repairs: false)).IsSound ? 0 : 1;
            Assert.Equal(before, ReadEverything());
            Assert.True((await VerifyAsync(repairs: true)).IsSound);
            Assert.Equal(before, ReadEverything());
        }

        Assert.True(unfinishedCount > 0);
    }

    private async Task<TimeSpan> RunToolAsync(TimeSpan? killAfter)
    {
        long start = Stopwatch.GetTimestamp();
        using Process tool = AkinTool.Start(_folder.Path, "verify", "g.akin", "--repair", "--sample", "0");
        if (killAfter is TimeSpan delay)
        {
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            tool.Kill();
        }

        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }

    private Task<VerifyReport> VerifyAsync(bool repairs) =>
        Gallery.VerifyAsync(GalleryPath, options: new VerifyOptions { Repairs = repairs }, cancellationToken: TestContext.Current.CancellationToken);

    private IReadOnlyList<string> ReadEverything() =>
        [.. Everything.SelectMany(sql => GalleryContents.Rows(GalleryPath, sql)).Select(row => string.Join('|', row.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value)))];

    private void ZeroRootOf(string name)
    {
        GalleryContents.Rows(GalleryPath, "PRAGMA wal_checkpoint(TRUNCATE)");
        long page = GalleryContents.Scalar(GalleryPath, $"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'");
        using FileStream file = new(CataloguePath, FileMode.Open);
        file.Position = (page - 1) * PageInBytes;
        file.Write(new byte[PageInBytes]);
    }
}

using Akin.Galleries;

namespace Akin.Tests.Galleries;

public sealed class GalleryCompactionTests : IDisposable
{
    private const int PictureCount = 24;

    private readonly TemporaryFolder _folder = new();

    public GalleryCompactionTests()
    {
        for (int seed = 0; seed < PictureCount; seed++)
        {
            TestPicture.Write(_folder[$"pictures/{seed % 3}/{seed:D2}.bmp"], seed, 12, 8);
        }

        TestPicture.Write(_folder["pictures/again/23.bmp"], 23, 12, 8);
    }

    private string GalleryPath => _folder["test.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Compact_KeepsEveryPicture_AndDropsTheRowsOfRemovedOnes()
    {
        await IndexAsync();
        Gallery.Remove(GalleryPath, new Removal { Labels = ["1"], Keys = ["0/00.bmp"] });
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        long vectorBytes = new FileInfo(_folder["test.akin/vectors.f16"]).Length;

        CompactionReport report = await CompactAsync();

        Assert.Equal((9, PictureCount - 9), (report.DroppedRowCount, report.RowCount));
        Assert.InRange(report.BytesAfter, 1, report.BytesBefore - 1);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        GalleryContents.AssertRowsAreKept(GalleryPath);
        Assert.Equal(["catalogue.db", "lock", "vectors.1.f16"], Files());
        Assert.InRange(new FileInfo(_folder["test.akin/vectors.1.f16"]).Length, 1, vectorBytes - 1);

        Assert.Equal(0, (await CompactAsync()).DroppedRowCount);
        Assert.Equal(["catalogue.db", "lock", "vectors.1.f16"], Files());
    }

    [Fact]
    public async Task Index_GoesOnAfterACompaction()
    {
        await IndexAsync();
        File.Delete(_folder["pictures/0/00.bmp"]);
        await IndexAsync();
        await CompactAsync();
        TestPicture.Write(_folder["pictures/0/new.bmp"], 99, 12, 8);

        IndexReport report = await IndexAsync();

        Assert.Equal((1, PictureCount, 0), (report.IndexedCount, report.UnchangedCount, report.RemovedCount));
        string scratch = _folder["scratch.akin"];
        await Gallery.IndexAsync(scratch, _folder["pictures"], DefaultEncoder.Instance, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(GalleryContents.Read(scratch), GalleryContents.Read(GalleryPath));
    }

    [Fact]
    public async Task Compact_MakesCodesAnew_OfTheRowsThatAreLeft()
    {
        const int count = IndexUpkeep.CodesFrom + 500;
        VectorGallery.Add(GalleryPath, 0, count);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        byte[] codes = File.ReadAllBytes(_folder["test.akin/codes.bin"]);
        for (int number = 0; number < 10; number++)
        {
            VectorGallery.Remove(GalleryPath, number * 7);
        }

        await CompactAsync();

        Assert.NotEqual(codes, File.ReadAllBytes(_folder["test.akin/codes.bin"]));
        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.Equal(SearchMode.Codes, gallery.Mode);
        Assert.Equal(count - 10, gallery.PictureCount);
    }

    [Fact]
    public async Task CodesOfTheRowsBeforeACompaction_AreNotUsed()
    {
        const int count = IndexUpkeep.CodesFrom + 500;
        VectorGallery.Add(GalleryPath, 0, count);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        byte[] codes = File.ReadAllBytes(_folder["test.akin/codes.bin"]);
        VectorGallery.Remove(GalleryPath, 0);
        await CompactAsync();
        VectorGallery.Add(GalleryPath, count, count + 1);
        File.WriteAllBytes(_folder["test.akin/codes.bin"], codes);

        using Gallery gallery = Gallery.Open(GalleryPath);

        Assert.Equal(SearchMode.Exact, gallery.Mode);
    }

    [Fact]
    public async Task Compact_LeavesAGalleryWithoutPicturesUsable()
    {
        await IndexAsync();
        Gallery.Remove(GalleryPath, new Removal { Labels = ["0", "1", "2", "again"] });

        Assert.Equal(0, (await CompactAsync()).RowCount);
        Assert.Equal(PictureCount + 1, (await IndexAsync(new IndexOptions { RetriesRejected = true })).PictureCount);
    }

    [Fact]
    public async Task AReader_GoesOnWithWhatItOpened()
    {
        await IndexAsync();
        using Gallery reader = Gallery.Open(GalleryPath);
        Gallery.Remove(GalleryPath, new Removal { Labels = ["0", "1"] });
        await CompactAsync();

        Assert.Equal(PictureCount + 1, reader.SearchPicture(DefaultEncoder.Instance, _folder["pictures/0/00.bmp"], 100).Count);
        Assert.Equal("0/00.bmp", reader.SearchPicture(DefaultEncoder.Instance, _folder["pictures/0/00.bmp"], 1)[0].Key);
        using Gallery later = Gallery.Open(GalleryPath);
        Assert.Equal(9, later.SearchPicture(DefaultEncoder.Instance, _folder["pictures/0/00.bmp"], 100).Count);
        Assert.Equal("2/02.bmp", later.SearchPicture(DefaultEncoder.Instance, _folder["pictures/2/02.bmp"], 1)[0].Key);
    }

    [Fact]
    public async Task AGalleryOpens_AtEveryMomentOfACompaction()
    {
        await IndexAsync();
        using CancellationTokenSource done = new();
        Task opening = Task.Run(() =>
        {
            int openCount = 0;
            while (!done.IsCancellationRequested || openCount == 0)
            {
                using Gallery gallery = Gallery.Open(GalleryPath);
                Assert.Equal(gallery.PictureCount, gallery.Search(new float[gallery.Info.Dimensions], 100).Count);
                openCount++;
            }
        }, TestContext.Current.CancellationToken);
        for (int seed = 0; seed < 18; seed++)
        {
            Gallery.Remove(GalleryPath, new Removal { Keys = [$"{seed % 3}/{seed:D2}.bmp"] });
            await CompactAsync();
        }

        await done.CancelAsync();
        await opening;
        Assert.Equal(["catalogue.db", "lock", "vectors.18.f16"], Files());
    }

    [Theory]
    [InlineData("before the transaction")]
    [InlineData("after the transaction")]
    public async Task AFileThatAStoppedCompactionLeft_IsNotRead_AndTheNextWriterDeletesIt(string moment)
    {
        await IndexAsync();
        Gallery.Remove(GalleryPath, new Removal { Labels = ["0"] });
        byte[] old = File.ReadAllBytes(_folder["test.akin/vectors.f16"]);
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        string counted = "vectors.f16";
        string left = "vectors.1.f16";
        if (moment == "after the transaction")
        {
            await CompactAsync();
            (counted, left) = (left, counted);
        }

        // Half of a file is what a kill leaves of one that was being written.
        File.WriteAllBytes(_folder[$"test.akin/{left}"], old[..(old.Length / 2)]);
        File.WriteAllText(_folder["test.akin/vectors.mine.f16"], "not Akin's");

        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal(17, gallery.SearchPicture(DefaultEncoder.Instance, _folder["pictures/1/01.bmp"], 100).Count);
        }

        await IndexAsync();
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        Assert.Equal(["catalogue.db", "lock", counted, "vectors.mine.f16"], Files());

        File.WriteAllBytes(_folder["test.akin/vectors.2.f16"], old);
        Gallery.Remove(GalleryPath, new Removal { Labels = ["1"] });
        await CompactAsync();
        Assert.Equal(9, GalleryContents.Read(GalleryPath).Count);
    }

    [Fact]
    public async Task Compact_ThatIsStopped_LeavesTheGalleryAsItWas()
    {
        await IndexAsync();
        Gallery.Remove(GalleryPath, new Removal { Labels = ["0"] });
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        using GalleryWriter writer = GalleryWriter.OpenExisting(GalleryPath);

        Assert.ThrowsAny<OperationCanceledException>(() => writer.Compact(new RunProgress(null), new CancellationToken(canceled: true)));

        writer.Dispose();
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        Assert.Equal(["catalogue.db", "lock", "vectors.f16"], Files());
    }

    [Fact]
    public async Task Compact_RefusesAGalleryWhosePicturesHaveNoRows_AndAnotherWriter()
    {
        await IndexAsync();
        using (GalleryLock taken = GalleryLock.Take(GalleryPath))
        {
            Assert.Contains("Another process", (await Assert.ThrowsAsync<GalleryException>(CompactAsync)).Message, StringComparison.Ordinal);
        }

        GalleryContents.Rows(GalleryPath, "UPDATE items SET row = 999 WHERE key = '0/00.bmp'");
        Assert.Contains("is damaged", (await Assert.ThrowsAsync<GalleryException>(CompactAsync)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no gallery", (await Assert.ThrowsAsync<GalleryException>(() => Gallery.CompactAsync(_folder["none.akin"], cancellationToken: TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    private Task<CompactionReport> CompactAsync() => Gallery.CompactAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);

    private Task<IndexReport> IndexAsync(IndexOptions? options = null) =>
        Gallery.IndexAsync(GalleryPath, _folder["pictures"], DefaultEncoder.Instance, options, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The gallery's files, but for those that SQLite has beside the catalogue while someone reads.</summary>
    private IEnumerable<string?> Files() =>
        Directory.EnumerateFiles(GalleryPath).Select(Path.GetFileName).Where(name => !name!.StartsWith("catalogue.db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}

using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Galleries;

public sealed class GalleryMigrationTests : IDisposable
{
    private const int PictureCount = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageEncoder _other;

    public GalleryMigrationTests()
    {
        _other = OtherEncoder.Open(_folder["other"]);
        for (int seed = 0; seed < PictureCount; seed++)
        {
            TestPicture.Write(_folder[$"pictures/{seed % 3}/{seed:D2}.bmp"], seed, 12, 8);
        }

        TestPicture.Write(_folder["pictures/again/23.bmp"], 23, 12, 8);
        TestPicture.Write(_folder["pictures/again/22.bmp"], 22, 12, 8);
        File.WriteAllText(_folder["pictures/notes.txt"], "no picture");
    }

    private string GalleryPath => _folder["test.akin"];

    public void Dispose()
    {
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Migrate_GivesWhatTheOtherEncoderWouldHaveMade_AndTheNextRunFindsNothingToDo()
    {
        await IndexAsync(DefaultEncoder.Instance, new IndexOptions { RecallFloor = new RecallFloor(0.9), Selection = new PictureSelection { Exclude = ["none"] } });
        File.Delete(_folder["pictures/0/00.bmp"]);
        await IndexAsync(DefaultEncoder.Instance);
        File.WriteAllText(Path.Combine(GalleryPath, "codes.bin"), "codes of the rows before");

        MigrationReport report = await MigrateAsync();

        Assert.Equal((PictureCount - 1, 0, PictureCount + 1, true, false), (report.EncodedCount, report.EncodedBeforeCount, report.PictureCount, report.IsDone, report.WasStopped));
        Assert.Empty(report.Missing);
        await AssertIsTheOthersAsync();
        Assert.Equal(["catalogue.db", "lock", "vectors.1.f16"], Files());
        GalleryInfo info = Gallery.ReadInfo(GalleryPath)!;
        Assert.Equal((_other.Fingerprint, OtherEncoder.Dimensions, _other.Model), (info.Fingerprint, info.Dimensions, info.Model));
        Assert.Equal(["none"], info.Roots[0].Selection.Exclude);
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal(0.9, gallery.RecallFloor.At10);
            Assert.Equal("notes.txt", Assert.Single(gallery.Rejected).Key);
        }

        IndexReport next = await IndexAsync(_other);
        Assert.Equal((0, 0, 0, 0, PictureCount + 1), (next.IndexedCount, next.MovedCount, next.DuplicateCount, next.RemovedCount, next.UnchangedCount));
        GalleryStatus status = await Gallery.StatusAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (status.Added.Count + status.Changed.Count + status.Removed.Count, status.ToEncodeCount));

        MigrationReport again = await MigrateAsync();
        Assert.Equal((0, true), (again.EncodedCount, again.IsDone));
    }

    [Fact]
    public async Task AReader_GoesOnWithTheEncoderThatItOpened_AndTheSwapRefusesItAfterwards()
    {
        await IndexAsync(DefaultEncoder.Instance);
        using Gallery before = Gallery.Open(GalleryPath);

        await MigrateAsync();

        Assert.Equal("0/00.bmp", before.SearchPicture(DefaultEncoder.Instance, _folder["pictures/0/00.bmp"], 1)[0].Key);
        using Gallery after = Gallery.Open(GalleryPath);
        Assert.Equal("0/00.bmp", after.SearchPicture(_other, _folder["pictures/0/00.bmp"], 1)[0].Key);
        GalleryException refusal = Assert.Throws<GalleryException>(() => after.SearchPicture(DefaultEncoder.Instance, _folder["pictures/0/00.bmp"], 1));
        Assert.Contains("was made by the encoder", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("akin-mini", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoppedMigration_LeavesTheGalleryToItsEncoder_AndGoesOnWhateverHappenedMeanwhile()
    {
        await IndexAsync(DefaultEncoder.Instance);
        MigrationReport stopped = await MigrateUntilAsync(settledCount: 7);
        Assert.Equal((false, true), (stopped.IsDone, stopped.WasStopped));
        Assert.InRange(stopped.EncodedCount, 7, PictureCount - 1);
        GalleryInfo begun = Gallery.ReadMigration(GalleryPath)!;
        Assert.Equal((_other.Fingerprint, stopped.EncodedCount), (begun.Fingerprint, begun.RowCount));

        // Searched, indexed, removed from and compacted: all by the old encoder.
        TestPicture.Write(_folder["pictures/2/new.bmp"], 77, 12, 8);
        File.Delete(_folder["pictures/0/00.bmp"]);
        Assert.Equal((1, 1), Counts(await IndexAsync(DefaultEncoder.Instance)));
        Gallery.Remove(GalleryPath, new Removal { Keys = ["1/01.bmp"] });
        await Gallery.CompactAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal("2/new.bmp", gallery.SearchPicture(DefaultEncoder.Instance, _folder["pictures/2/new.bmp"], 1)[0].Key);
        }

        Assert.Equal(["catalogue.db", "lock", "vectors.1.f16", "vectors.2.f16"], Files());

        MigrationReport report = await MigrateAsync();

        Assert.Equal((stopped.EncodedCount, true), (report.EncodedBeforeCount, report.IsDone));
        File.Delete(_folder["pictures/1/01.bmp"]);
        await AssertIsTheOthersAsync();
        Assert.Equal(["catalogue.db", "lock", "vectors.1.f16"], Files());

        // A number of a vector file is not given twice: a reader that is about to open one by its number gets that one or none.
        File.Delete(_folder["pictures/0/03.bmp"]);
        await IndexAsync(_other);
        await Gallery.CompactAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["catalogue.db", "lock", "vectors.3.f16"], Files());
        await AssertIsTheOthersAsync();
    }

    [Fact]
    public async Task PicturesThatCannotBeEncodedAnew_KeepTheGalleryWithItsEncoder()
    {
        await IndexAsync(DefaultEncoder.Instance);
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        File.Delete(_folder["pictures/0/00.bmp"]);
        TestPicture.Write(_folder["pictures/1/01.bmp"], 91, 12, 8);

        // One of two files of a content is enough.
        File.Delete(_folder["pictures/again/23.bmp"]);
        TestPicture.Write(_folder["pictures/1/22.bmp"], 92, 12, 8);

        MigrationReport report = await MigrateAsync();

        Assert.Equal((PictureCount - 2, false, false, PictureCount + 2), (report.EncodedCount, report.IsDone, report.WasStopped, report.PictureCount));
        Assert.Equal(["0/00.bmp", "1/01.bmp"], report.Missing.Select(file => file.Key));
        Assert.Contains("was gone", report.Missing[0].Reason, StringComparison.Ordinal);
        Assert.Contains("had changed", report.Missing[1].Reason, StringComparison.Ordinal);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));

        // Once the gallery follows its folder, nothing is missing, and only what changed is left to encode.
        await IndexAsync(DefaultEncoder.Instance);
        MigrationReport done = await MigrateAsync();
        Assert.Equal((2, PictureCount - 2, true), (done.EncodedCount, done.EncodedBeforeCount, done.IsDone));
        await AssertIsTheOthersAsync();
    }

    [Fact]
    public async Task PicturesThatAreDropped_AreListed_AndComeBackWithTheirFiles()
    {
        await IndexAsync(DefaultEncoder.Instance);
        File.Move(_folder["pictures/0/00.bmp"], _folder["elsewhere.bmp"]);
        TestPicture.Write(_folder["pictures/1/01.bmp"], 91, 12, 8);

        MigrationReport report = await MigrateAsync(new MigrationOptions { DropsMissing = true });

        Assert.Equal((true, PictureCount), (report.IsDone, report.PictureCount));
        Assert.Equal(["0/00.bmp", "1/01.bmp"], report.Missing.Select(file => file.Key));
        GalleryContents.AssertRowsAreKept(GalleryPath);
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal(["0/00.bmp", "1/01.bmp", "notes.txt"], gallery.Rejected.Select(file => file.Key));
            Assert.Equal(PictureCount, gallery.SearchPicture(_other, _folder["pictures/2/02.bmp"], 100).Count);
        }

        File.Move(_folder["elsewhere.bmp"], _folder["pictures/0/00.bmp"]);
        Assert.Equal(2, (await IndexAsync(_other)).IndexedCount);
        await AssertIsTheOthersAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFolderThatIsGoneOrEmpty_IsFoundOutBeforeAnythingIsEncoded(bool isThere)
    {
        await IndexAsync(DefaultEncoder.Instance);
        Directory.Move(_folder["pictures"], _folder["moved"]);
        if (isThere)
        {
            Directory.CreateDirectory(_folder["pictures"]);
        }

        GalleryException refusal = await Assert.ThrowsAsync<GalleryException>(() => MigrateAsync());

        Assert.Contains(isThere ? "is empty, and its pictures" : "is gone, and its pictures", refusal.Message, StringComparison.Ordinal);
        Assert.Null(Gallery.ReadMigration(GalleryPath));
        Gallery.Relocate(GalleryPath, "pictures", _folder["moved"]);
        Assert.True((await MigrateAsync()).IsDone);
    }

    [Fact]
    public async Task AThirdEncoder_IsRefused_UntilTheMigrationIsGivenUp()
    {
        await IndexAsync(DefaultEncoder.Instance);
        MigrationReport stopped = await MigrateUntilAsync(settledCount: 3);
        using ImageEncoder third = ImageEncoder.Open(_folder["other"], new EncoderOptions { InputSize = (64, 64) });

        GalleryException refusal = await Assert.ThrowsAsync<GalleryException>(() => Gallery.MigrateAsync(GalleryPath, third, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("is on its way to the encoder", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(stopped.EncodedCount, Gallery.AbandonMigration(GalleryPath));
        Assert.Null(Gallery.AbandonMigration(GalleryPath));
        Assert.Equal(["catalogue.db", "lock", "vectors.f16"], Files());
        Assert.Null(Gallery.ReadMigration(GalleryPath));
        Assert.True((await Gallery.MigrateAsync(GalleryPath, third, cancellationToken: TestContext.Current.CancellationToken)).IsDone);
    }

    [Theory]
    [InlineData("is missing")]
    [InlineData("is cut")]
    [InlineData("is something else")]
    public async Task AnUnfinishedFileThatCannotBeGoneOnWith_IsMadeAgain(string damage)
    {
        await IndexAsync(DefaultEncoder.Instance);
        await MigrateUntilAsync(settledCount: 9);
        string path = Path.Combine(GalleryPath, "vectors.1.f16");
        switch (damage)
        {
            case "is missing":
                File.Delete(path);
                break;
            case "is cut":
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..8_000]);
                break;
            default:
                File.WriteAllText(path, new string('x', 20_000));
                break;
        }

        MigrationReport report = await MigrateAsync();

        Assert.Equal((PictureCount, 0, true), (report.EncodedCount, report.EncodedBeforeCount, report.IsDone));
        await AssertIsTheOthersAsync();
    }

    [Theory]
    [InlineData("UPDATE migration SET vectors_generation = 0")]
    [InlineData("UPDATE migration SET dimensions = -1")]
    [InlineData("UPDATE migration SET encoder_options = 'none'")]
    [InlineData("DELETE FROM migration")]
    [InlineData("DROP TABLE migrated")]
    public async Task ADamagedMigration_NeverTouchesTheFileThatCounts(string damage)
    {
        await IndexAsync(DefaultEncoder.Instance);
        await MigrateUntilAsync(settledCount: 9);
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        GalleryContents.Rows(GalleryPath, damage);

        Assert.Null(Gallery.ReadMigration(GalleryPath));
        await MigrateUntilAsync(settledCount: 3);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        Assert.True((await MigrateAsync()).IsDone);
        await AssertIsTheOthersAsync();
    }

    [Fact]
    public async Task AnItemWithoutARowOfTheOtherEncoder_StopsTheSwap()
    {
        await IndexAsync(DefaultEncoder.Instance);
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        await MigrateUntilAsync(settledCount: 9);

        using (GalleryWriter writer = GalleryWriter.OpenExisting(GalleryPath))
        {
            GalleryInfo target = writer.Catalogue.ReadMigration()!;
            Assert.Throws<GalleryException>(() => writer.Catalogue.CommitMigration(target, []));
        }

        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        Assert.NotNull(Gallery.ReadMigration(GalleryPath));
    }

    [Fact]
    public async Task Migrate_TakesAGalleryOfAnOlderVersion()
    {
        string path = _folder["version-2.akin/catalogue.db"];
        foreach (string name in (string[])["catalogue.db", "vectors.f16"])
        {
            File.Copy(Testing.SharedFiles.Fixture($"galleries/version-2/{name}"), _folder[$"version-2.akin/{name}"]);
        }

        string gallery = Path.GetDirectoryName(path)!;
        GalleryContents.Rows(gallery, $"UPDATE gallery SET root = '{_folder.Path}/old'");
        File.Copy(Testing.SharedFiles.Fixture("galleries/version-2.query.png"), _folder["old/a/0.png"]);

        MigrationReport report = await Gallery.MigrateAsync(gallery, _other, new MigrationOptions { DropsMissing = true }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 1, 5, true), (report.EncodedCount, report.PictureCount, report.Missing.Count, report.IsDone));
        GalleryContents.AssertRowsAreKept(gallery);
    }

    [Fact]
    public async Task Migrate_RefusesRawEmbeddings_AnotherWriter_AndNoGallery()
    {
        await IndexAsync(DefaultEncoder.Instance);
        using ImageEncoder raw = ImageEncoder.Open(_folder["other"], new EncoderOptions { IsRaw = true });
        await Assert.ThrowsAsync<ArgumentException>(() => Gallery.MigrateAsync(GalleryPath, raw, cancellationToken: TestContext.Current.CancellationToken));
        using (GalleryLock taken = GalleryLock.Take(GalleryPath))
        {
            Assert.Contains("Another process", (await Assert.ThrowsAsync<GalleryException>(() => MigrateAsync())).Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "There is no gallery",
            (await Assert.ThrowsAsync<GalleryException>(() => Gallery.MigrateAsync(_folder["none.akin"], _other, cancellationToken: TestContext.Current.CancellationToken))).Message,
            StringComparison.Ordinal);
        Assert.Null(Gallery.ReadMigration(_folder["none.akin"]));
    }

    private static (int Indexed, int Removed) Counts(IndexReport report) => (report.IndexedCount, report.RemovedCount);

    private Task<IndexReport> IndexAsync(ImageEncoder encoder, IndexOptions? options = null) =>
        Gallery.IndexAsync(GalleryPath, _folder["pictures"], encoder, options, cancellationToken: TestContext.Current.CancellationToken);

    private Task<MigrationReport> MigrateAsync(MigrationOptions? options = null) =>
        Gallery.MigrateAsync(GalleryPath, _other, options, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Migrates, and stops when so many pictures are settled.</summary>
    private async Task<MigrationReport> MigrateUntilAsync(int settledCount)
    {
        using CancellationTokenSource stop = new();
        return await Gallery.MigrateAsync(GalleryPath, _other, new MigrationOptions { WorkerCount = 1 }, new StopAt(settledCount, stop), stop.Token);
    }

    /// <summary>Asserts that the gallery is what the other encoder makes of the folder.</summary>
    private async Task AssertIsTheOthersAsync()
    {
        string scratch = _folder[$"scratch-{Guid.NewGuid():N}.akin"];
        await Gallery.IndexAsync(scratch, _folder["pictures"], _other, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(GalleryContents.Read(scratch), GalleryContents.Read(GalleryPath));
        GalleryContents.AssertRowsAreKept(GalleryPath);
        Assert.Empty(GalleryContents.Rows(GalleryPath, "SELECT name FROM sqlite_schema WHERE name IN ('migration', 'migrated')"));
    }

    private IEnumerable<string?> Files() =>
        Directory.EnumerateFiles(GalleryPath).Select(Path.GetFileName).Where(name => !name!.StartsWith("catalogue.db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private sealed class StopAt(int settledCount, CancellationTokenSource stop) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.SettledCount >= settledCount)
            {
                stop.Cancel();
            }
        }
    }
}

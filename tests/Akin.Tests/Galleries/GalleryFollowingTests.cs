using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Tests.Galleries;

public sealed class GalleryFollowingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Pictures => _folder["pictures"];

    private string GalleryPath => _folder["test.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MovedFiles_KeepTheirEmbedding()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        await IndexAsync();
        File.Move(_folder["pictures/a/1.bmp"], _folder["pictures/b/one.bmp"]);

        IndexReport report = await IndexAsync();

        Assert.Equal(new Counts(Indexed: 0, Moved: 1, Duplicate: 0, Unchanged: 1, Removed: 0, Pictures: 2), Count(report));
        Assert.Equal(["a/2.bmp|a", "b/one.bmp|b"], Items());
        Assert.Equal(2, GalleryContents.Scalar(GalleryPath, "SELECT row_count FROM gallery"));
    }

    [Fact]
    public async Task RenamedClassFolders_ChangeLabelsOnly()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            Draw($"train/cat/{seed}", seed);
        }

        await IndexAsync();
        Directory.Move(_folder["pictures/train/cat"], _folder["pictures/train/dog"]);

        Assert.Equal(new Counts(0, 5, 0, 0, 0, 5), Count(await IndexAsync()));
        Assert.All(Items(), item => Assert.EndsWith("|dog", item, StringComparison.Ordinal));
        Assert.Equal(5, GalleryContents.Scalar(GalleryPath, "SELECT count(*) FROM items WHERE split = 'train'"));
    }

    [Fact]
    public async Task FilesOfOneContent_AreEncodedOnceAndAnswerEach()
    {
        Draw("a/1", 1);
        Draw("b/1", 1);
        Draw("b/2", 2);

        Assert.Equal(new Counts(2, 0, 1, 0, 0, 3), Count(await IndexAsync()));
        Draw("c/1", 1);
        Assert.Equal(new Counts(0, 0, 1, 3, 0, 4), Count(await IndexAsync()));

        using Gallery gallery = Gallery.Open(GalleryPath);
        string query = TestPicture.Write(_folder["query.bmp"], 1);
        MatchList matches = gallery.SearchPicture(DefaultEncoder.Instance, query, 10);
        Assert.Equal(["a/1.bmp", "b/1.bmp", "c/1.bmp", "b/2.bmp"], matches.Select(match => match.Key));
        Assert.Equal([1, 2, 3, 4], matches.Select(match => match.Rank));
        Assert.Equal(["a", "b", "c"], matches.Take(3).Select(match => match.Label));
        Assert.Single(matches.Take(3).Select(match => match.Similarity).Distinct());
        Assert.Equal(["a/1.bmp", "b/1.bmp"], gallery.SearchPicture(DefaultEncoder.Instance, query, 2).Select(match => match.Key));
        Assert.Equal(2, gallery.Info.RowCount);
    }

    [Fact]
    public async Task FilesOfOneContentThatIsNoPicture_AreAllListed()
    {
        Draw("a/1", 1);
        for (int index = 0; index < 20; index++)
        {
            File.WriteAllText(_folder[$"pictures/a/{index}.txt"], "no picture");
        }

        IndexReport report = await IndexAsync();

        Assert.Equal(20, report.Rejected.Count);
        Assert.Single(report.Rejected.Select(file => file.Reason).Distinct());
    }

    [Fact]
    public async Task FilesThatChangeNames_KeepTheirEmbeddings()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        Draw("a/3", 3);
        await IndexAsync();
        File.Move(_folder["pictures/a/1.bmp"], _folder["pictures/a/x.bmp"]);
        File.Move(_folder["pictures/a/2.bmp"], _folder["pictures/a/1.bmp"]);
        File.Move(_folder["pictures/a/3.bmp"], _folder["pictures/a/2.bmp"]);
        File.Move(_folder["pictures/a/x.bmp"], _folder["pictures/a/3.bmp"]);

        Assert.Equal(0, (await IndexAsync()).IndexedCount);

        AssertFinds("a/1.bmp", 2);
        AssertFinds("a/2.bmp", 3);
        AssertFinds("a/3.bmp", 1);
    }

    [Fact]
    public async Task AFileThatComesBack_IsNotEncodedAgain()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        await IndexAsync();
        File.Delete(_folder["pictures/a/2.bmp"]);
        Assert.Equal(1, (await IndexAsync()).RemovedCount);

        Draw("b/2", 2);

        Assert.Equal(new Counts(0, 0, 1, 1, 0, 2), Count(await IndexAsync()));
        AssertFinds("b/2.bmp", 2);
    }

    [Fact]
    public async Task AChangeThatLeavesLengthAndTime_IsNoticed_WhereItFollowsAtOnce()
    {
        Draw("a/1", 1);
        DateTime time = File.GetLastWriteTimeUtc(_folder["pictures/a/1.bmp"]);
        await IndexAsync();
        Draw("a/1", 2);
        File.SetLastWriteTimeUtc(_folder["pictures/a/1.bmp"], time);

        Assert.Equal(1, (await IndexAsync()).IndexedCount);
        AssertFinds("a/1.bmp", 2);
    }

    [Fact]
    public async Task OldFiles_AreNotReadAgain()
    {
        Draw("a/1", 1);
        File.SetLastWriteTimeUtc(_folder["pictures/a/1.bmp"], DateTime.UnixEpoch);
        await IndexAsync();
        Counting progress = new();

        await IndexAsync(progress: progress);

        Assert.Equal(0, progress.ToDoCount);
    }

    [Fact]
    public async Task AFileThatVanishesBeforeItIsRead_IsGone()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        await IndexAsync();
        Draw("a/2", 22);
        Draw("a/3", 3);

        IndexReport report = await IndexAsync(progress: new OnStart(() =>
        {
            File.Delete(_folder["pictures/a/2.bmp"]);
            File.Delete(_folder["pictures/a/3.bmp"]);
        }));

        Assert.Equal(new Counts(0, 0, 0, 1, 1, 1), Count(report));
        Assert.Empty(report.Rejected);
        Assert.Equal(["a/1.bmp|a"], Items());
    }

    [Fact]
    public async Task AFolderThatVanishesDuringARun_LosesNothing()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        await IndexAsync();
        Draw("a/2", 22);
        File.Delete(_folder["pictures/a/1.bmp"]);

        IndexReport report = await IndexAsync(progress: new OnStart(() => Directory.Move(Pictures, _folder["elsewhere"])));

        Assert.Equal("is gone", Assert.Single(report.MissingRoots).Reason);
        Assert.Equal(["a/1.bmp|a", "a/2.bmp|a"], Items());
    }

    [Theory]
    [InlineData("gone", "is gone")]
    [InlineData("empty", "is empty")]
    [InlineData("hidden", "is empty")]
    public async Task AMissingFolder_LosesNothing_UntilThatIsConfirmed(string state, string reason)
    {
        Draw("a/1", 1);
        await IndexAsync();
        Directory.Delete(Pictures, recursive: true);
        if (state == "empty")
        {
            Directory.CreateDirectory(Pictures);
        }
        else if (state == "hidden")
        {
            File.WriteAllText(_folder["pictures/.mount"], "not mounted");
        }

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(() => IndexAsync());
        Assert.Contains($"{Pictures} {reason}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--confirm-missing", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a/1.bmp|a"], Items());

        IndexReport report = await IndexAsync(new IndexOptions { ConfirmsMissing = true });
        Assert.Equal(new Counts(0, 0, 0, 0, 1, 0), Count(report));
        Assert.Empty(report.MissingRoots);
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("broken")]
    [InlineData("removed one by one")]
    public async Task AFolderThatShowsNoPictureAnyMore_LosesNothing_UntilThatIsConfirmed(string state)
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        if (state == "removed one by one")
        {
            File.WriteAllText(_folder["pictures/README.txt"], "old junk");
        }

        await IndexAsync();
        File.Delete(_folder["pictures/a/1.bmp"]);
        File.Delete(_folder["pictures/a/2.bmp"]);
        if (state == "junk")
        {
            File.WriteAllText(_folder["pictures/README.txt"], "not mounted");
        }
        else if (state == "broken")
        {
            File.WriteAllText(_folder["pictures/a/1.bmp"], "overwritten");
            File.WriteAllText(_folder["pictures/a/2.bmp"], "overwritten too");
        }

        for (int run = 0; run < 2; run++)
        {
            GalleryStatus status = await Gallery.StatusAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);
            IndexReport kept = await IndexAsync();

            Assert.Equal(new Counts(0, 0, 0, 0, 0, 2), Count(kept));
            Assert.Equal(("holds no picture any more", 2), (Assert.Single(kept.MissingRoots).Reason, kept.MissingRoots[0].PictureCount));
            Assert.Equal(state == "broken" ? 2 : 1, kept.Rejected.Count);
            Assert.Equal(kept.MissingRoots, status.MissingRoots);
            Assert.Equal(kept.Rejected.Select(file => file.Key), status.Skipped.Select(file => file.Key));
            Assert.Equal((false, false), (status.IsUpToDate, status.HasChanges));
            Assert.Equal(["a/1.bmp|a", "a/2.bmp|a"], Items());
        }

        RemovalReport refused = Gallery.Remove(GalleryPath, new Removal { IsOfMissing = true });
        Assert.Equal((0, 2), (refused.RemovedCount, refused.PictureCount));
        IndexReport report = await IndexAsync(new IndexOptions { ConfirmsMissing = true });
        Assert.Equal((0, 0), (report.PictureCount, report.MissingRoots.Count));
        GalleryContents.AssertRowsAreKept(GalleryPath);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("touched")]
    [InlineData("removed from the gallery")]
    public async Task AFolderThatStillShowsAPicture_LosesTheOthers(string state)
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        File.SetLastWriteTimeUtc(_folder["pictures/a/1.bmp"], DateTime.UnixEpoch);
        await IndexAsync();
        File.Delete(_folder["pictures/a/2.bmp"]);
        if (state == "new")
        {
            File.Delete(_folder["pictures/a/1.bmp"]);
            Draw("b/3", 3);
        }
        else if (state == "touched")
        {
            File.SetLastWriteTimeUtc(_folder["pictures/a/1.bmp"], DateTime.UnixEpoch.AddDays(1));
        }
        else
        {
            Gallery.Remove(GalleryPath, new Removal { Keys = ["a/1.bmp"] });
        }

        GalleryStatus status = await Gallery.StatusAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);
        IndexReport report = await IndexAsync();

        Assert.Empty(report.MissingRoots);
        Assert.Empty(status.MissingRoots);
        Assert.Equal(status.Removed.Count, report.RemovedCount);
        Assert.DoesNotContain("a/2.bmp|a", Items());
    }

    [Fact]
    public async Task PicturesThatLeaveAFolderWithoutAny_AreTwiceUntilThatIsConfirmed()
    {
        Draw("a/1", 1);
        File.WriteAllText(_folder["pictures/README.txt"], "junk");
        RootFolder[] roots = [new(Pictures), new(Path.GetDirectoryName(TestPicture.Write(_folder["other/2.bmp"], 2))!)];
        await FollowAsync();
        File.Move(_folder["pictures/a/1.bmp"], _folder["other/1.bmp"]);

        GalleryStatus status = await Gallery.StatusAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (status.Moved.Count, status.Added.Count));
        Assert.Equal(new Counts(0, 0, 1, 1, 0, 3), Count(await FollowAsync()));
        Assert.Equal(new Counts(0, 0, 0, 2, 1, 2), Count(await FollowAsync(new IndexOptions { ConfirmsMissing = true })));

        Task<IndexReport> FollowAsync(IndexOptions? options = null) =>
            Gallery.FollowAsync(GalleryPath, roots, DefaultEncoder.Instance, options, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task PatternsThatTakeNoPicture_LoseNothing_AndAreNotRemembered()
    {
        Draw("a/1", 1);
        File.WriteAllText(_folder["pictures/notes.txt"], "no picture");
        await IndexAsync();

        IndexReport report = await IndexAsync(new IndexOptions { Selection = new PictureSelection { Include = ["*.txt"] } });

        Assert.Equal("holds no picture any more that its patterns take", Assert.Single(report.MissingRoots).Reason);
        Assert.Equal(1, (await IndexAsync()).UnchangedCount);
    }

    [Theory]
    [InlineData("a/1.bmp", "items")]
    [InlineData("a/broken.bmp", "rejected")]
    public async Task AFileThatGrowsBeforeItIsRead_IsKeptWithTheLengthThatWasRead(string key, string table)
    {
        Draw("a/1", 1);
        File.WriteAllText(_folder["pictures/a/broken.bmp"], "no picture");
        string path = _folder[$"pictures/{key}"];
        DateTime time = DateTime.UnixEpoch.AddDays(1);
        File.SetLastWriteTimeUtc(path, time);

        await IndexAsync(progress: new OnStart(() => File.AppendAllText(path, "more")));
        Assert.Equal(new FileInfo(path).Length, Length());

        GalleryContents.Rows(GalleryPath, $"UPDATE {table} SET bytes = 1, modified_ns = 1");
        File.SetLastWriteTimeUtc(path, time);
        await IndexAsync();
        Assert.Equal(new FileInfo(path).Length, Length());

        long Length() => GalleryContents.Scalar(GalleryPath, $"SELECT bytes FROM {table} WHERE key = '{key}'");
    }

    [Fact]
    public async Task PatternsThatTakeNothing_LoseNothing()
    {
        Draw("a/1", 1);
        await IndexAsync();

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(() => IndexAsync(new IndexOptions { Selection = new PictureSelection { Include = ["*.jpg"] } }));

        Assert.Contains("holds no file that its patterns take", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a/1.bmp|a"], Items());
        Assert.Equal(1, (await IndexAsync()).UnchangedCount);
    }

    [Fact]
    public async Task Patterns_AreRemembered_AndReplaced()
    {
        Draw("a/1", 1);
        Draw("a/.2", 2);
        Draw("thumbs/3", 3);
        await IndexAsync(new IndexOptions { Selection = new PictureSelection { Exclude = ["thumbs"], TakesHidden = true } });
        Assert.Equal(["a/.2.bmp|a", "a/1.bmp|a"], Items());

        Assert.Equal(2, (await IndexAsync()).UnchangedCount);
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal(new PictureSelection { Exclude = ["thumbs"], TakesHidden = true }, gallery.Info.Roots[0].Selection);
        }

        await IndexAsync(new IndexOptions { Selection = new PictureSelection() });
        Assert.Equal(["a/1.bmp|a", "thumbs/3.bmp|thumbs"], Items());
    }

    [Fact]
    public async Task SkippedFiles_AreTriedAgainOnRequest()
    {
        Draw("a/1", 1);
        File.WriteAllText(_folder["pictures/a/2.bmp"], "no picture");
        File.SetLastWriteTimeUtc(_folder["pictures/a/2.bmp"], DateTime.UnixEpoch);
        await IndexAsync();
        GalleryContents.Rows(GalleryPath, "UPDATE rejected SET reason = 'an older Akin could not'");

        Assert.Equal("an older Akin could not", Assert.Single((await IndexAsync()).Rejected).Reason);
        Assert.Contains("not a picture", Assert.Single((await IndexAsync(new IndexOptions { RetriesRejected = true })).Rejected).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamesThatLookAlike_AreDifferentPictures()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a file system that keeps names as they are.");
        Draw("caf\u00e9/1", 1);
        Draw("cafe\u0301/1", 2);
        Draw("CAF\u00c9/1", 3);
        Draw("日本/🍵", 4);

        Assert.Equal(4, (await IndexAsync()).IndexedCount);

        Assert.Equal(4, (await IndexAsync()).UnchangedCount);
        AssertFinds("caf\u00e9/1.bmp", 1);
        AssertFinds("cafe\u0301/1.bmp", 2);
        AssertFinds("日本/🍵.bmp", 4);
    }

    [Fact]
    public async Task LinkedPictures_AreItemsThatShareAnEmbedding()
    {
        Draw("a/1", 1);
        File.CreateSymbolicLink(_folder["pictures/best/link.bmp"], "../a/1.bmp");
        Directory.CreateSymbolicLink(_folder["pictures/b"], _folder["pictures/a"]);

        Assert.Equal(new Counts(1, 0, 2, 0, 0, 3), Count(await IndexAsync()));
        Assert.Equal(["a/1.bmp|a", "b/1.bmp|b", "best/link.bmp|best"], Items());
    }

    [Fact]
    public async Task AGalleryInsideItsFolder_IsNotIndexed_WhateverItsName()
    {
        Draw("a/1", 1);
        string inside = _folder["pictures/index"];
        for (int run = 0; run < 2; run++)
        {
            IndexReport report = await Gallery.IndexAsync(inside, Pictures, DefaultEncoder.Instance, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((1, 0), (report.PictureCount, report.Rejected.Count));
        }
    }

    [Fact]
    public async Task LabelsOfAnotherTime_AreBroughtUpToDate()
    {
        Draw("train/cat/1", 1);
        File.SetLastWriteTimeUtc(_folder["pictures/train/cat/1.bmp"], DateTime.UnixEpoch);
        await IndexAsync();
        GalleryContents.Rows(GalleryPath, "UPDATE items SET label = 'old', split = NULL");

        Assert.Equal(new Counts(0, 0, 0, 1, 0, 1), Count(await IndexAsync()));

        Assert.Equal(1, GalleryContents.Scalar(GalleryPath, "SELECT count(*) FROM items WHERE label = 'cat' AND split = 'train'"));
    }

    private static Counts Count(IndexReport report) =>
        new(report.IndexedCount, report.MovedCount, report.DuplicateCount, report.UnchangedCount, report.RemovedCount, report.PictureCount);

    private void Draw(string stem, int seed) => TestPicture.Write(_folder[$"pictures/{stem}.bmp"], seed);

    private Task<IndexReport> IndexAsync(IndexOptions? options = null, IProgress<IndexProgress>? progress = null) =>
        Gallery.IndexAsync(GalleryPath, Pictures, DefaultEncoder.Instance, options, progress, TestContext.Current.CancellationToken);

    private IEnumerable<string> Items() => GalleryContents.Rows(GalleryPath, "SELECT key, label FROM items ORDER BY key").Select(item => $"{item[0]}|{item[1]}");

    private void AssertFinds(string key, int seed)
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        Match first = gallery.SearchPicture(DefaultEncoder.Instance, TestPicture.Write(_folder["query.bmp"], seed), 1)[0];
        Assert.Equal(key, first.Key);
        Assert.Equal(1, first.Similarity, 5);
    }

    private sealed record Counts(int Indexed, int Moved, int Duplicate, int Unchanged, int Removed, long Pictures);

    private sealed class Counting : IProgress<IndexProgress>
    {
        public int ToDoCount { get; private set; }

        public void Report(IndexProgress value) => ToDoCount = value.ToDoCount;
    }

    /// <summary>Does something between the listing of the folder and the reading of its files.</summary>
    private sealed class OnStart(Action action) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.SettledCount == 0)
            {
                action();
            }
        }
    }
}

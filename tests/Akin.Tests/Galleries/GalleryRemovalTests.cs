using Akin.Galleries;

namespace Akin.Tests.Galleries;

public sealed class GalleryRemovalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GalleryRemovalTests()
    {
        TestPicture.Write(_folder["pictures/cat/1.bmp"], 1);
        TestPicture.Write(_folder["pictures/cat/2.bmp"], 2);
        TestPicture.Write(_folder["pictures/dog/3.bmp"], 3);
        TestPicture.Write(_folder["pictures/dog/1 again.bmp"], 1);
    }

    private string GalleryPath => _folder["test.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ARemovedPicture_StaysOut_UntilItsContentChangesOrItIsAskedFor()
    {
        await IndexAsync();

        RemovalReport removed = Gallery.Remove(GalleryPath, new Removal { Keys = ["cat/2.bmp"] });
        Assert.Equal((1, 3, 0), (removed.RemovedCount, removed.PictureCount, removed.MissingRoots.Count));

        Assert.Equal(["cat/1.bmp", "dog/1 again.bmp", "dog/3.bmp"], Keys());
        GalleryContents.AssertRowsAreKept(GalleryPath);
        File.SetLastWriteTimeUtc(_folder["pictures/cat/2.bmp"], DateTime.UnixEpoch);
        Assert.True((await Gallery.StatusAsync(GalleryPath, cancellationToken: TestContext.Current.CancellationToken)).IsUpToDate);
        IndexReport report = await IndexAsync();
        Assert.Equal((0, 3, 0), (report.IndexedCount, report.PictureCount, report.Rejected.Count));
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Contains("removed from the gallery", Assert.Single(gallery.Rejected).Reason, StringComparison.Ordinal);
        }

        report = await IndexAsync(new IndexOptions { RetriesRejected = true });
        Assert.Equal((0, 4), (report.IndexedCount, report.PictureCount));

        Gallery.Remove(GalleryPath, new Removal { Keys = ["cat/2.bmp"] });
        TestPicture.Write(_folder["pictures/cat/2.bmp"], 22);
        Assert.Equal((1, 4), ((report = await IndexAsync()).IndexedCount, report.PictureCount));
    }

    [Fact]
    public async Task OneOfTwoFilesOfAContent_LeavesTheOther()
    {
        await IndexAsync();

        Gallery.Remove(GalleryPath, new Removal { Keys = ["cat/1.bmp"] });

        Assert.Equal(["cat/2.bmp", "dog/1 again.bmp", "dog/3.bmp"], Keys());
        Assert.Equal(0, GalleryContents.Scalar(GalleryPath, "SELECT count(*) FROM dead_rows"));
    }

    [Fact]
    public async Task ALabel_GoesWithAllItsPictures()
    {
        await IndexAsync();

        RemovalReport report = Gallery.Remove(GalleryPath, new Removal { Labels = ["dog"] });

        Assert.Equal((2, 2), (report.RemovedCount, report.PictureCount));
        Assert.Equal(["cat/1.bmp", "cat/2.bmp"], Keys());
        Assert.Equal(2, (await IndexAsync()).PictureCount);
    }

    [Fact]
    public async Task MissingFiles_Go_AndComeBackWithTheFile()
    {
        await IndexAsync();
        File.Move(_folder["pictures/cat/2.bmp"], _folder["elsewhere.bmp"]);
        Assert.Equal(1, Gallery.Remove(GalleryPath, new Removal { IsOfMissing = true }).RemovedCount);

        File.Move(_folder["elsewhere.bmp"], _folder["pictures/cat/2.bmp"]);

        IndexReport report = await IndexAsync();
        Assert.Equal((0, 4), (report.IndexedCount, report.PictureCount));
    }

    [Fact]
    public async Task MissingFolders_LoseNothing_UntilConfirmed()
    {
        await IndexAsync();
        Directory.Delete(_folder["pictures"], recursive: true);

        RemovalReport report = Gallery.Remove(GalleryPath, new Removal { IsOfMissing = true });
        Assert.Equal((0, 4, "is gone"), (report.RemovedCount, report.PictureCount, Assert.Single(report.MissingRoots).Reason));

        report = Gallery.Remove(GalleryPath, new Removal { IsOfMissing = true, ConfirmsMissing = true });
        Assert.Equal((4, 0, 0), (report.RemovedCount, report.PictureCount, report.MissingRoots.Count));
    }

    [Fact]
    public async Task ARoot_GoesWithAllItsPictures()
    {
        TestPicture.Write(_folder["disk/9.bmp"], 9);
        TestPicture.Write(_folder["disk/1.bmp"], 1);
        await Gallery.FollowAsync(GalleryPath, [new RootFolder(_folder["pictures"]), new RootFolder(_folder["disk"])], DefaultEncoder.Instance, cancellationToken: TestContext.Current.CancellationToken);

        RemovalReport report = Gallery.Remove(GalleryPath, new Removal { Roots = ["disk"], Keys = ["pictures/cat/2.bmp"] });

        Assert.Equal((3, 3), (report.RemovedCount, report.PictureCount));
        Assert.Equal(["cat/1.bmp", "dog/1 again.bmp", "dog/3.bmp"], Keys());
        GalleryContents.AssertRowsAreKept(GalleryPath);
    }

    [Fact]
    public async Task WhatIsUnknown_IsNamed_AndNothingGoes()
    {
        await IndexAsync();

        AssertRefused("no picture cat/9.bmp", new Removal { Keys = ["cat/1.bmp", "cat/9.bmp"] });
        AssertRefused("the label horse", new Removal { Keys = ["cat/1.bmp"], Labels = ["horse"] });
        AssertRefused("no folder called disk", new Removal { Keys = ["cat/1.bmp"], Roots = ["disk"] });
        Assert.Equal(4, Keys().Count());
        Assert.Throws<GalleryException>(() => Gallery.Remove(_folder["none.akin"], new Removal { IsOfMissing = true }));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "none.akin")));

        void AssertRefused(string words, Removal removal) =>
            Assert.Contains(words, Assert.Throws<GalleryException>(() => Gallery.Remove(GalleryPath, removal)).Message, StringComparison.Ordinal);
    }

    private Task<IndexReport> IndexAsync(IndexOptions? options = null) =>
        Gallery.IndexAsync(GalleryPath, _folder["pictures"], DefaultEncoder.Instance, options, cancellationToken: TestContext.Current.CancellationToken);

    private IEnumerable<string> Keys()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        return gallery.SearchPicture(DefaultEncoder.Instance, TestPicture.Write(_folder["any.bmp"], 0), 1000).Select(match => match.Key).Order(StringComparer.Ordinal);
    }
}

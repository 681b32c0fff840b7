using Akin.Galleries;
using Akin.Reports;

namespace Akin.Tests.Galleries;

public sealed class GalleryRootsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GalleryRootsTests()
    {
        TestPicture.Write(_folder["home/a/1.bmp"], 1);
        TestPicture.Write(_folder["home/a/2.bmp"], 2);
        TestPicture.Write(_folder["disk/b/3.bmp"], 3);
        TestPicture.Write(_folder["disk/b/1.bmp"], 1);
    }

    private string GalleryPath => _folder["test.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KeysBeginWithTheRootsName_OnlyWhereThereAreSeveral()
    {
        await IndexAsync("home");
        Assert.Equal(["a/1.bmp", "a/2.bmp"], Keys());

        await IndexAsync("home", "disk");
        Assert.Equal(["disk/b/1.bmp", "disk/b/3.bmp", "home/a/1.bmp", "home/a/2.bmp"], Keys());

        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.Equal([("disk", _folder["disk"]), ("home", _folder["home"])], gallery.Info.Roots.Select(root => (root.Name, root.Path)));
        Assert.All(Keys(), key => Assert.True(File.Exists(gallery.PathOf(key)), key));
        Assert.Throws<ArgumentException>(() => gallery.PathOf("none/b/1.bmp"));
        Assert.Equal(3, gallery.Info.RowCount);
        ContactSheet.Write(_folder["sheet.png"], gallery, [new SheetQuery(_folder["disk/b/3.bmp"], null, gallery.SearchPicture(DefaultEncoder.Instance, _folder["disk/b/3.bmp"], 4))]);
    }

    [Fact]
    public async Task RootsThatAreNotNamed_StayAsTheyAre()
    {
        await IndexAsync("home", "disk");
        File.Delete(_folder["home/a/1.bmp"]);
        File.Delete(_folder["disk/b/1.bmp"]);

        IndexReport report = await IndexAsync("home");
        Assert.Equal((1, 1, 3), (report.RemovedCount, report.UnchangedCount, report.PictureCount));

        report = await IndexAsync();
        Assert.Equal((1, 2, 2), (report.RemovedCount, report.UnchangedCount, report.PictureCount));
    }

    [Fact]
    public async Task FilesMoveBetweenRoots_WithTheirEmbedding()
    {
        await IndexAsync("home", "disk");
        File.Move(_folder["home/a/2.bmp"], _folder["disk/c/2.bmp"]);

        IndexReport report = await IndexAsync();

        Assert.Equal((0, 1, 0), (report.IndexedCount, report.MovedCount, report.RemovedCount));
        Assert.Equal(["disk/b/1.bmp", "disk/b/3.bmp", "disk/c/2.bmp", "home/a/1.bmp"], Keys());
    }

    [Fact]
    public async Task AMissingRoot_DoesNotKeepTheOthersFromBeingIndexed()
    {
        await IndexAsync("home", "disk");
        Directory.Move(_folder["disk"], _folder["elsewhere"]);
        TestPicture.Write(_folder["home/a/5.bmp"], 5);
        File.Delete(_folder["home/a/2.bmp"]);

        IndexReport report = await IndexAsync();

        Assert.Equal((1, 1, 4), (report.IndexedCount, report.RemovedCount, report.PictureCount));
        Assert.Equal(new MissingRoot("disk", Path.Combine(_folder.Path, "disk"), 2, "is gone"), Assert.Single(report.MissingRoots));

        report = await FollowAsync([], new IndexOptions { ConfirmsMissing = true });
        Assert.Equal((2, 2), (report.RemovedCount, report.PictureCount));
    }

    [Fact]
    public async Task ARelocatedRoot_KeepsItsPictures()
    {
        await IndexAsync("home", "disk");
        Directory.Move(_folder["disk"], _folder["elsewhere"]);

        GalleryRoot root = Gallery.Relocate(GalleryPath, "disk", _folder["elsewhere"]);

        Assert.Equal(("disk", _folder["elsewhere"]), (root.Name, root.Path));
        IndexReport report = await IndexAsync();
        Assert.Equal((0, 4, 0), (report.IndexedCount, report.UnchangedCount, report.RemovedCount));
        Assert.Contains("disk/b/3.bmp", Keys());

        Directory.Move(_folder["elsewhere"], _folder["third"]);
        Assert.Equal("disk", Gallery.Relocate(GalleryPath, Path.Combine(_folder.Path, "elsewhere"), _folder["third"]).Name);
    }

    [Fact]
    public async Task Relocate_RefusesAPlaceThatCannotBeIt()
    {
        await IndexAsync("home", "disk");
        Directory.CreateDirectory(_folder["other/a"]);

        Assert.Contains("None of the files of disk is below", Refusal("disk", "other").Message, StringComparison.Ordinal);
        Assert.Contains("follows", Refusal("disk", "home").Message, StringComparison.Ordinal);
        Assert.Contains("no folder called sofa", Refusal("sofa", "other").Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => Gallery.Relocate(GalleryPath, "disk", Path.Combine(_folder.Path, "none")));
        Assert.Throws<GalleryException>(() => Gallery.Relocate(_folder["none.akin"], "disk", _folder["other"]));

        GalleryException Refusal(string root, string folder) => Assert.Throws<GalleryException>(() => Gallery.Relocate(GalleryPath, root, Path.Combine(_folder.Path, folder)));
    }

    [Fact]
    public async Task AFolderIsAdded_OnlyWhereThatIsMeant()
    {
        await IndexAsync("home");

        GalleryException refusal = await Assert.ThrowsAsync<GalleryException>(() => IndexAsync("disk"));
        Assert.Contains("--name", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("akin relocate", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["a/1.bmp", "a/2.bmp"], Keys());

        await FollowAsync([new RootFolder(_folder["disk"], "Sofa 1")]);
        Assert.Equal(["Sofa 1/b/1.bmp", "Sofa 1/b/3.bmp", "home/a/1.bmp", "home/a/2.bmp"], Keys());
    }

    [Fact]
    public async Task FoldersThatCannotBeRoots_AreRefusedBeforeAnythingIsWritten()
    {
        TestPicture.Write(_folder["more/home/9.bmp"], 9);
        await AssertRefusedAsync("another name", new RootFolder(_folder["home"]), new RootFolder(_folder["more/home"]));
        await AssertRefusedAsync("one inside the other", new RootFolder(_folder["home"]), new RootFolder(_folder["home/a"]));
        await AssertRefusedAsync("without /", new RootFolder(_folder["home"], "a/b"));
        await AssertRefusedAsync("without /", new RootFolder(_folder["home"], string.Empty));
        await AssertRefusedAsync("There is no gallery");
        Assert.False(Directory.Exists(GalleryPath));

        await IndexAsync("home");
        await AssertRefusedAsync("not as other", new RootFolder(_folder["home"], "other"));

        async Task AssertRefusedAsync(string words, params RootFolder[] folders)
        {
            GalleryException refusal = await Assert.ThrowsAsync<GalleryException>(() => FollowAsync(folders));
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AFolderNamedTwice_OrByALink_IsOneRoot()
    {
        await IndexAsync("home", "home");
        Directory.CreateSymbolicLink(_folder["link"], _folder["home"]);

        Assert.Equal(2, (await IndexAsync("link")).UnchangedCount);

        Assert.Equal(["a/1.bmp", "a/2.bmp"], Keys());
    }

    private Task<IndexReport> IndexAsync(params string[] folders) => FollowAsync([.. folders.Select(folder => new RootFolder(Path.Combine(_folder.Path, folder)))]);

    private Task<IndexReport> FollowAsync(RootFolder[] folders, IndexOptions? options = null) =>
        Gallery.FollowAsync(GalleryPath, folders, DefaultEncoder.Instance, options, cancellationToken: TestContext.Current.CancellationToken);

    private IEnumerable<string> Keys()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        return gallery.SearchPicture(DefaultEncoder.Instance, TestPicture.Write(_folder["any.bmp"], 0), 1000).Select(match => match.Key).Order(StringComparer.Ordinal);
    }
}

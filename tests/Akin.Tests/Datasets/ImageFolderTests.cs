using Akin.Datasets;
using Akin.Testing;

namespace Akin.Tests.Datasets;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_CarryTheNameOfTheFolderThatHoldsThem()
    {
        Touch("top.jpg", "train/cat/1.jpg", "train/dog/2.jpg", "validation/3.jpg", "shoes/red/4.jpg");

        Assert.Equal(
            [("top.jpg", null), ("shoes/red/4.jpg", "red"), ("train/cat/1.jpg", "cat"), ("train/dog/2.jpg", "dog"), ("validation/3.jpg", null)],
            new ImageFolder(_folder.Path).Files().Select(file => (file.Key, file.Label)));
    }

    [Fact]
    public void Files_AgreeWithDatasetsImagefolder()
    {
        string path = SharedFiles.Shared("fixtures/datasets/imagefolder");

        List<PictureFile> files = [.. new ImageFolder(path).Files()];

        Assert.Equal(["angular_leaf_spot", "bean_rust", "healthy"], files.Select(file => file.Label).Distinct().Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(file.Path)), file.Label));
        Assert.Equal(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Count(), files.Count);
    }

    [Fact]
    public void Files_LeaveOutHiddenOnesAndGalleries()
    {
        Touch("a.jpg", ".hidden.jpg", ".git/b.jpg", "mine.akin/catalogue.db", "mine.akin/vectors.f16", "pictures.akin/c.jpg");

        Assert.Equal(["a.jpg", "pictures.akin/c.jpg"], Keys());
    }

    [Fact]
    public void Files_FollowLinksButNotInCircles()
    {
        Touch("cat/1.jpg");
        Directory.CreateSymbolicLink(_folder["tabby"], _folder["cat"]);
        Directory.CreateSymbolicLink(_folder["cat/self"], _folder.Path);
        File.CreateSymbolicLink(_folder["dog/2.jpg"], _folder["cat/1.jpg"]);

        Assert.Equal(["cat/1.jpg", "dog/2.jpg", "tabby/1.jpg"], Keys());
    }

    [Fact]
    public void Files_LeaveOutLinksToFoldersAroundTheTop()
    {
        Touch("around/other/1.jpg", "around/top/2.jpg");
        Directory.CreateSymbolicLink(_folder["around/top/up"], "..");
        Directory.CreateSymbolicLink(_folder["around/top/further"], _folder.Path);
        Directory.CreateSymbolicLink(_folder["around/top/whole"], "/");

        Assert.Equal(["2.jpg"], new ImageFolder(_folder["around/top"]).Files().Select(file => file.Key));
    }

    [Fact]
    public void Files_EndWhereFoldersLinkToOneAnother()
    {
        // Every folder links to every other: a walk that followed all would take more steps than there are atoms.
        string[] names = [.. Enumerable.Range(0, 24).Select(index => $"f{index:D2}")];
        foreach (string name in names)
        {
            Touch($"{name}/1.jpg");
        }

        foreach (string name in names)
        {
            foreach (string other in names.Where(other => other != name))
            {
                Directory.CreateSymbolicLink(_folder[$"{name}/to-{other}"], $"../{other}");
            }
        }

        string[] keys = [.. Keys()];

        Assert.Equal(keys.Distinct(), keys);
        Assert.InRange(keys.Length, 24, 24 * 24 * 2);
        Assert.Empty(names.Select(name => $"{name}/1.jpg").Except(keys));
        Assert.Contains("f00/to-f01/1.jpg", keys);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../cat")]
    [InlineData("../dog/back/cat")]
    public void Files_LeaveOutALinkThatLeadsUp_HoweverItIsWritten(string target)
    {
        Touch("cat/1.jpg");
        Directory.CreateSymbolicLink(_folder["dog/back"], "..");
        Directory.CreateSymbolicLink(_folder["cat/up"], target);

        Assert.Equal(["cat/1.jpg"], Keys());
    }

    [Fact]
    public void Files_DescribeALinkBehindALink()
    {
        File.WriteAllBytes(_folder["real/1.jpg"], new byte[1234]);
        File.CreateSymbolicLink(_folder["real/deep/link.jpg"], "../1.jpg");
        Directory.CreateSymbolicLink(_folder["pictures/there"], "../real/deep");

        // The link's own target counts from where it really lies, not from the path that leads there.
        PictureFile file = Assert.Single(new ImageFolder(_folder["pictures"]).Files());
        Assert.Equal(("there/link.jpg", 1234L), (file.Key, file.LengthInBytes));
    }

    [Fact]
    public void Files_TellTheSplitByTheTopmostFolderNamedAfterOne()
    {
        Touch("cat/1.jpg", "train/cat/2.jpg", "data/VALID/cat/3.jpg", "test/train/4.jpg", "training.jpg");

        Assert.Equal(
            [("training.jpg", null), ("cat/1.jpg", null), ("data/VALID/cat/3.jpg", "validation"), ("test/train/4.jpg", "test"), ("train/cat/2.jpg", "train")],
            new ImageFolder(_folder.Path).Files().Select(file => (file.Key, file.Split)));
    }

    [Fact]
    public void Files_AreThoseThatTheSelectionTakes()
    {
        Touch("a.jpg", "b.png", ".c.jpg", "thumbs/d.jpg", "x/thumbs/e.jpg", "x/f.JPG", ".git/g.jpg", "mine.akin/catalogue.db");

        Assert.Equal(["a.jpg", "x/f.JPG"], Keys(new PictureSelection { Include = ["*.jpg"], Exclude = ["thumbs"] }));
        Assert.Equal(["thumbs/d.jpg", "x/f.JPG", "x/thumbs/e.jpg"], Keys(new PictureSelection { Include = ["thumbs", "x/*"] }));
        Assert.Equal([".c.jpg", "a.jpg", ".git/g.jpg", "thumbs/d.jpg", "x/f.JPG", "x/thumbs/e.jpg"], Keys(new PictureSelection { Include = ["*.jpg"], TakesHidden = true }));
    }

    [Fact]
    public void Files_TellNamesApartThatLookAlike()
    {
        Touch("e\u0301.jpg", "\u00e9.jpg", "A/1.jpg", "a/1.jpg");

        Assert.Equal(["e\u0301.jpg", "\u00e9.jpg", "A/1.jpg", "a/1.jpg"], Keys());
    }

    [Fact]
    public void Files_KeepALinkThatLeadsNowhere()
    {
        File.CreateSymbolicLink(_folder["gone.jpg"], _folder["nothing.jpg"]);

        Assert.Equal(["gone.jpg"], Keys());
    }

    [Fact]
    public void Files_DescribeTheTargetOfALink()
    {
        File.WriteAllBytes(_folder["cat/1.jpg"], new byte[1234]);
        File.CreateSymbolicLink(_folder["link.jpg"], _folder["cat/1.jpg"]);

        Assert.All(new ImageFolder(_folder.Path).Files(), file => Assert.Equal(1234, file.LengthInBytes));
    }

    [Fact]
    public void Constructor_NamesAPathThatIsNoFolder()
    {
        Touch("a.jpg");

        Assert.Contains("There is no folder", Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder(_folder["none"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a file", Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder(_folder["a.jpg"])).Message, StringComparison.Ordinal);
    }

    private void Touch(params string[] keys)
    {
        foreach (string key in keys)
        {
            File.WriteAllText(_folder[key], key);
        }
    }

    private IEnumerable<string> Keys(PictureSelection? selection = null) => new ImageFolder(_folder.Path, selection).Files().Select(file => file.Key);
}

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

    private IEnumerable<string> Keys() => new ImageFolder(_folder.Path).Files().Select(file => file.Key);
}

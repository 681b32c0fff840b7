using System.Security.Cryptography;
using Akin.Cli.Demo;
using Akin.Datasets;

namespace Akin.Tests.Demo;

public sealed class DrawnPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_DrawsEnoughOfEveryKind_NoTwoAlike()
    {
        DrawnPictures.Write(_folder.Path, seed: 1);

        List<PictureFile> train = [.. new ImageFolder(_folder["train"]).Files()];
        List<PictureFile> queries = [.. new ImageFolder(_folder["queries"]).Files()];
        Assert.Equal(240, train.Count);
        Assert.Equal(10, train.Select(file => file.Label).Distinct().Count());
        Assert.All(queries.GroupBy(file => file.Label), group => Assert.Equal(3, group.Count()));
        Assert.Equal(270, train.Concat(queries).Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path)))).Distinct().Count());
    }

    [Fact]
    public void Write_DrawsTheSameAgain_AndLeavesWhatIsThere()
    {
        using TemporaryFolder other = new();
        DrawnPictures.Write(_folder.Path, seed: 1);
        DrawnPictures.Write(other.Path, seed: 1);
        string replaced = other["train/fish/fish-03.jpg"];
        string expected = _folder["train/fish/fish-03.jpg"];
        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(replaced));
        File.WriteAllText(replaced, "mine");

        DrawnPictures.Write(other.Path, seed: 1);

        Assert.Equal("mine", File.ReadAllText(replaced));
        Assert.Equal(Keys(_folder), Keys(other));
    }

    private static IEnumerable<string> Keys(TemporaryFolder folder) => new ImageFolder(folder.Path).Files().Select(file => file.Key);
}

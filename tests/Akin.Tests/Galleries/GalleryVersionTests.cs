using Akin.Galleries;
using Akin.Testing;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;
using Microsoft.Data.Sqlite;

namespace Akin.Tests.Galleries;

/// <summary>A small gallery of every format version, made by the Akin of its time, opens for ever.</summary>
public sealed class GalleryVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("version-1", PreprocessingChain.Checkpoint)]
    [InlineData("version-2", PreprocessingChain.Notebook)]
    public void Search_AnswersFromAGalleryOfAnOlderVersion(string name, PreprocessingChain preprocessing)
    {
        string path = Copy(name);

        using Gallery gallery = Gallery.Open(path);
        using ImageEncoder encoder = ImageEncoder.Open(gallery.Info.Model, gallery.Info.Options);
        MatchList matches = gallery.SearchPicture(encoder, SharedFiles.Fixture($"galleries/{name}.query.png"), 3);

        Assert.Equal(6, gallery.PictureCount);
        Assert.Equal(new EncoderOptions { Preprocessing = preprocessing }, gallery.Info.Options);
        Assert.Equal(("a/0.png", "a"), (matches[0].Key, matches[0].Label));
        Assert.InRange(matches[0].Similarity, 0.9999, 1);
    }

    [Fact]
    public void Search_AnswersFromAGalleryOfVersion3()
    {
        // Two roots, a content that two files have, a compaction, a row that no picture has, a picture that was removed while its file is there.
        string path = _folder["version-3.akin/catalogue.db"];
        File.Copy(SharedFiles.Fixture("galleries/version-3/catalogue.db"), path);
        File.Copy(SharedFiles.Fixture("galleries/version-3/vectors.1.f16"), _folder["version-3.akin/vectors.1.f16"]);

        using Gallery gallery = Gallery.Open(Path.GetDirectoryName(path)!);
        IReadOnlyList<Match> matches = gallery.SearchPicture(DefaultEncoder.Instance, SharedFiles.Fixture("galleries/version-3.query.png"), 20);

        Assert.Equal(8, gallery.PictureCount);
        Assert.Equal(["more/train/a/copy.png", "pictures/a/0.png"], matches.Take(2).Select(match => match.Key));
        Assert.All(matches.Take(2), match => Assert.InRange(match.Similarity, 0.9999, 1));
        Assert.Equal(
            ["more/22.png", "more/train/a/copy.png", "pictures/a/0.png", "pictures/a/4.png", "pictures/a/6.png", "pictures/b/1.png", "pictures/b/3.png", "pictures/b/5.png"],
            matches.Select(match => match.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["more/20.png", "pictures/b/notes.txt"], gallery.Rejected.Select(file => file.Key));
        Assert.All(gallery.Info.Roots, root => Assert.Equal(["*.gif"], root.Selection.Exclude));
    }

    [Theory]
    [InlineData("version-1")]
    [InlineData("version-2")]
    public async Task Index_BringsAGalleryOfAnOlderVersionUpToDate(string name)
    {
        string path = Copy(name);
        TestPicture.Write(_folder["pictures/new/1.bmp"], 1);
        Execute(path, $"UPDATE gallery SET root = '{_folder.Path}/pictures'");
        GalleryInfo info = Gallery.ReadInfo(path)!;
        using ImageEncoder encoder = ImageEncoder.Open(info.Model, info.Options);

        IndexReport report = await Gallery.IndexAsync(path, _folder["pictures"], encoder, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 6, 1), (report.IndexedCount, report.RemovedCount, report.PictureCount));
        Assert.Equal(3, Execute(path, "PRAGMA user_version"));
        Assert.Equal(2, File.ReadAllBytes(Path.Combine(path, "vectors.f16"))[8]);
    }

    [Theory]
    [InlineData("version-1")]
    [InlineData("version-2")]
    public async Task Index_EncodesNothingAgain_OfAGalleryOfAnOlderVersion(string name)
    {
        string path = Copy(name);
        File.Copy(SharedFiles.Fixture($"galleries/{name}.query.png"), _folder["pictures/a/0.png"]);
        File.Copy(SharedFiles.Fixture($"galleries/{name}.query.png"), _folder["pictures/train/c/copy.png"]);
        Execute(path, $"UPDATE gallery SET root = '{_folder.Path}/pictures'");
        GalleryInfo info = Gallery.ReadInfo(path)!;
        using ImageEncoder encoder = ImageEncoder.Open(info.Model, info.Options);

        IndexReport report = await Gallery.IndexAsync(path, _folder["pictures"], encoder, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((0, 1, 1, 5, 2), (report.IndexedCount, report.UnchangedCount, report.DuplicateCount, report.RemovedCount, report.PictureCount));
        Assert.Equal(2, Execute(path, "SELECT count(*) FROM items WHERE root = 'pictures' AND row = 0"));
        Assert.Equal(1, Execute(path, "SELECT count(*) FROM pictures WHERE label = 'c' AND split = 'train'"));
        Assert.Equal(info.RowCount - 1, Execute(path, "SELECT count(*) FROM dead_rows"));
        Assert.Equal(0, Execute(path, "SELECT count(*) FROM rejected"));
    }

    [Theory]
    [InlineData("version-1", 0)]
    [InlineData("version-2", 1)]
    public void Open_WritesNothing_ToAGalleryOfAnOlderVersion(string name, int rejectedCount)
    {
        string path = Copy(name);
        byte[] before = File.ReadAllBytes(Path.Combine(path, "catalogue.db"));

        using (Gallery gallery = Gallery.Open(path))
        {
            Assert.Equal("pictures", Assert.Single(gallery.Info.Roots).Name);
            Assert.Equal(rejectedCount, gallery.Rejected.Count);
            Assert.Equal(["a", "b"], gallery.Labels.Select(label => label.Label).Order());
        }

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(path, "catalogue.db")));
    }

    [Theory]
    [InlineData("version-1", 100_000_000_000)]
    [InlineData("version-2", 100_000_000_000)]
    [InlineData("version-2", long.MaxValue)]
    public async Task Index_RefusesAnOlderGalleryThatCountsMoreRowsThanThereCanBe(string name, long rowCount)
    {
        string path = Copy(name);
        TestPicture.Write(_folder["pictures/1.bmp"], 1);
        GalleryInfo info = Gallery.ReadInfo(path)!;
        Execute(path, $"UPDATE gallery SET root = '{_folder.Path}/pictures', row_count = {rowCount}");
        using ImageEncoder encoder = ImageEncoder.Open(info.Model, info.Options);

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(
            () => Gallery.IndexAsync(path, _folder["pictures"], encoder, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("is damaged", exception.Message, StringComparison.Ordinal);
        Assert.Contains("is damaged", Assert.Throws<GalleryException>(() => Gallery.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_KeepsTheOptionsThatShapeEmbeddings()
    {
        TestPicture.Write(_folder["pictures/1.bmp"], 1);
        EncoderOptions options = new()
        {
            Preprocessing = PreprocessingChain.Notebook,
            Decoding = Akin.Vision.Decoding.DecodeMode.Fast,
            Pooling = Pooling.Mean,
            InputSize = (96, 64),
        };
        using (ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel, options with { IntraOpThreads = 2 }))
        {
            await Gallery.IndexAsync(_folder["g.akin"], _folder["pictures"], encoder, cancellationToken: TestContext.Current.CancellationToken);
        }

        GalleryInfo info = Gallery.ReadInfo(_folder["g.akin"])!;

        Assert.Equal(options, info.Options);
        using ImageEncoder again = ImageEncoder.Open(info.Model, info.Options);
        Assert.Equal(info.Fingerprint, again.Fingerprint);
    }

    private string Copy(string name)
    {
        string path = _folder[$"{name}.akin/catalogue.db"];
        string source = SharedFiles.Fixture($"galleries/{name}");
        File.Copy(Path.Combine(source, "catalogue.db"), path);
        File.Copy(Path.Combine(source, "vectors.f16"), _folder[$"{name}.akin/vectors.f16"]);
        return Path.GetDirectoryName(path)!;
    }

    private static long? Execute(string path, string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(path, "catalogue.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long?)command.ExecuteScalar();
    }
}

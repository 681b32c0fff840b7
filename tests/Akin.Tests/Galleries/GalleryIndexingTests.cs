using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Galleries;

public sealed class GalleryIndexingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Pictures => _folder["pictures"];

    private string GalleryPath => _folder["test.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Index_EncodesNewAndChangedFilesOnly()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        Draw("b/3", 3);
        Assert.Equal((3, 0, 0, 3), Counts(await IndexAsync()));
        Assert.Equal((0, 3, 0, 3), Counts(await IndexAsync()));

        Draw("a/2", 22);
        Draw("b/4", 4);
        File.Delete(_folder["pictures/a/1.bmp"]);

        Assert.Equal((2, 1, 1, 3), Counts(await IndexAsync()));
        Assert.Equal(["a/2.bmp", "b/3.bmp", "b/4.bmp"], Keys());
        AssertFinds("a/2.bmp", 22);
    }

    [Fact]
    public async Task Index_DoesNotEncodeAFileThatWasOnlyTouched()
    {
        Draw("a/1", 1);
        await IndexAsync();
        File.SetLastWriteTimeUtc(_folder["pictures/a/1.bmp"], new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Assert.Equal((0, 1, 0, 1), Counts(await IndexAsync()));
        Assert.Equal((0, 1, 0, 1), Counts(await IndexAsync()));
    }

    [Fact]
    public async Task Index_RecordsSkippedFilesAndTakesThemWhenTheyAreWhole()
    {
        Draw("a/1", 1);
        File.WriteAllText(_folder["pictures/a/2.bmp"], "no picture");

        IndexReport first = await IndexAsync();
        Assert.Equal("a/2.bmp", Assert.Single(first.Rejected).Key);
        Assert.Equal("a/2.bmp", Assert.Single((await IndexAsync()).Rejected).Key);

        Draw("a/2", 2);
        IndexReport last = await IndexAsync();
        Assert.Empty(last.Rejected);
        Assert.Equal((1, 1, 0, 2), Counts(last));
    }

    [Fact]
    public async Task Index_DropsAPictureThatBroke()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        await IndexAsync();
        File.WriteAllText(_folder["pictures/a/2.bmp"], "no picture any more");

        IndexReport report = await IndexAsync();

        Assert.Equal(1, report.PictureCount);
        Assert.Equal(["a/1.bmp"], Keys());
    }

    [Fact]
    public async Task Index_KeepsWhatLiesInAFolderThatCannotBeListed()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Skip("Needs a user whom a folder's permissions bind.");
            return;
        }

        Draw("a/1", 1);
        Draw("b/2", 2);
        await IndexAsync();
        File.SetUnixFileMode(_folder["pictures/b"], UnixFileMode.None);

        IndexReport report = await IndexAsync();

        Assert.Equal((0, 2), (report.RemovedCount, report.PictureCount));
        Assert.Contains("could not be listed", Assert.Single(report.Rejected).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_RefusesAnEmptyFolderAndKeepsTheGallery()
    {
        Draw("a/1", 1);
        await IndexAsync();
        Directory.Delete(Pictures, recursive: true);
        Directory.CreateDirectory(Pictures);

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(() => IndexAsync());

        Assert.Contains("is empty", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a/1.bmp"], Keys());
    }

    [Fact]
    public async Task Index_RefusesAnotherFolder()
    {
        Draw("a/1", 1);
        await IndexAsync();
        TestPicture.Write(_folder["others/9.bmp"], 9);

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(
            () => Gallery.IndexAsync(GalleryPath, _folder["others"], DefaultEncoder.Instance, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(Pictures, exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a/1.bmp"], Keys());
    }

    [Fact]
    public async Task Index_RefusesAnotherEncoderAndNamesBoth()
    {
        Draw("a/1", 1);
        await IndexAsync();
        string changed = _folder["other-encoder"];
        CopyWithOtherPreprocessing(changed);
        using ImageEncoder other = ImageEncoder.Open(changed);

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(
            () => Gallery.IndexAsync(GalleryPath, Pictures, other, cancellationToken: TestContext.Current.CancellationToken));
        using Gallery gallery = Gallery.Open(GalleryPath);
        GalleryException search = Assert.Throws<GalleryException>(() => gallery.SearchPicture(other, _folder["pictures/a/1.bmp"], 1));

        Assert.All([exception.Message, search.Message], message =>
        {
            Assert.Contains("akin-mini", message, StringComparison.Ordinal);
            Assert.Contains("other-encoder", message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Index_RefusesAFolderOfOtherThings()
    {
        Draw("a/1", 1);
        File.WriteAllText(_folder["test.akin/letter.txt"], "dear reader");

        await Assert.ThrowsAsync<GalleryException>(() => IndexAsync());

        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(GalleryPath).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Index_AllowsOneWriter()
    {
        Draw("a/1", 1);
        await IndexAsync();
        using GalleryLock taken = GalleryLock.Take(GalleryPath);

        GalleryException exception = await Assert.ThrowsAsync<GalleryException>(() => IndexAsync());

        Assert.Contains($"Another process ({Environment.ProcessId} on {Environment.MachineName}, since ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_LeavesOutExcludedFiles()
    {
        Draw("a/1", 1);
        Draw("a/2", 2);
        await IndexAsync();

        await IndexAsync(new IndexOptions { ExcludedKeys = new HashSet<string> { "a/2.bmp" } });

        Assert.Equal(["a/1.bmp"], Keys());
    }

    [Fact]
    public async Task Index_CommitsWhatIsDone_WhenStopped()
    {
        for (int index = 0; index < 30; index++)
        {
            Draw($"a/{index:D2}", index);
        }

        using CancellationTokenSource stop = new();
        StopAfter progress = new(10, stop);
        IndexReport stopped = await Gallery.IndexAsync(GalleryPath, Pictures, DefaultEncoder.Instance, null, progress, stop.Token);
        IndexReport rest = await IndexAsync();

        Assert.True(stopped.WasStopped);
        Assert.InRange(stopped.IndexedCount, 10, 29);
        Assert.Equal(stopped.IndexedCount, stopped.PictureCount);
        Assert.Equal((30 - stopped.IndexedCount, stopped.IndexedCount, 0, 30), Counts(rest));
    }

    [Fact]
    public async Task Search_FindsEveryPictureItself()
    {
        for (int index = 0; index < 20; index++)
        {
            Draw($"{index % 3}/{index:D2}", index);
        }

        await IndexAsync();

        for (int index = 0; index < 20; index++)
        {
            AssertFinds($"{index % 3}/{index:D2}.bmp", index);
        }
    }

    [Fact]
    public async Task OpenGallery_AnswersFromItsMoment_WhileItsFolderIsIndexedAgain()
    {
        Draw("a/1", 1);
        await IndexAsync();
        using Gallery gallery = Gallery.Open(GalleryPath);
        File.Delete(_folder["pictures/a/1.bmp"]);
        Draw("a/2", 2);
        await IndexAsync();

        Match match = Assert.Single(gallery.SearchPicture(DefaultEncoder.Instance, TestPicture.Write(_folder["query.bmp"], 1), 5));

        Assert.Equal("a/1.bmp", match.Key);
        Assert.Equal(["a/2.bmp"], Keys());
    }

    private static (int Indexed, int Unchanged, int Removed, long Pictures) Counts(IndexReport report) =>
        (report.IndexedCount, report.UnchangedCount, report.RemovedCount, report.PictureCount);

    private static void CopyWithOtherPreprocessing(string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "encoders", "akin-mini")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        string path = Path.Combine(target, "preprocessor_config.json");
        string changed = File.ReadAllText(path).Replace("\"shortest_edge\": 128", "\"shortest_edge\": 120", StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllText(path), changed);
        File.WriteAllText(path, changed);
    }

    private void Draw(string stem, int seed) => TestPicture.Write(_folder[$"pictures/{stem}.bmp"], seed);

    private Task<IndexReport> IndexAsync(IndexOptions? options = null) =>
        Gallery.IndexAsync(GalleryPath, Pictures, DefaultEncoder.Instance, options, cancellationToken: TestContext.Current.CancellationToken);

    private IEnumerable<string> Keys()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        return gallery.SearchPicture(DefaultEncoder.Instance, TestPicture.Write(_folder["any.bmp"], 0), 1000).Select(match => match.Key).Order(StringComparer.Ordinal);
    }

    private void AssertFinds(string key, int seed)
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        Match first = gallery.SearchPicture(DefaultEncoder.Instance, TestPicture.Write(_folder["query.bmp"], seed), 1)[0];
        Assert.Equal((1, key, key.Split('/')[0]), (first.Rank, first.Key, first.Label));
        Assert.Equal(1, first.Similarity, 5);
    }

    private sealed class StopAfter(int settledCount, CancellationTokenSource stop) : IProgress<IndexProgress>
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

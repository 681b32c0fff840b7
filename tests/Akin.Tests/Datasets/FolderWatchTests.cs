using Akin.Datasets;

namespace Akin.Tests.Datasets;

public sealed class FolderWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FolderWatchTests()
    {
        Directory.CreateDirectory(_folder["pictures/deep/er"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("create")]
    [InlineData("change")]
    [InlineData("delete")]
    [InlineData("rename")]
    [InlineData("rename a folder")]
    [InlineData("in a new folder")]
    public async Task Wait_EndsAfterAChange(string change)
    {
        string path = TestPicture.Write(_folder["pictures/deep/er/1.bmp"], 1);
        using FolderWatch watch = new([_folder["pictures"]], _folder["g.akin"]);
        Assert.True(watch.IsWatchingAll);

        switch (change)
        {
            case "create":
                TestPicture.Write(_folder["pictures/2.bmp"], 2);
                break;
            case "change":
                TestPicture.Write(path, 3);
                break;
            case "delete":
                File.Delete(path);
                break;
            case "rename":
                File.Move(path, path + ".old");
                break;
            case "rename a folder":
                Directory.Move(_folder["pictures/deep"], Path.Combine(_folder.Path, "pictures", "shallow"));
                break;
            default:
                TestPicture.Write(_folder["pictures/new/4.bmp"], 4);
                break;
        }

        // Without an event it would wait for ten minutes, and the test's own limit would end it.
        await watch.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Wait_IsEndedByCancellation()
    {
        using FolderWatch watch = new([_folder["pictures"]], _folder["g.akin"]);
        using CancellationTokenSource stop = new();
        Task wait = watch.WaitAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Theory]
    [InlineData("pictures/1.bmp", true)]
    [InlineData("pictures/mine.akin", false)]
    [InlineData("pictures/mine.akin/catalogue.db-wal", false)]
    [InlineData("pictures/mine.akinder.bmp", true)]
    public void Counts_LeavesTheGalleryOut(string path, bool expected)
    {
        using FolderWatch watch = new([_folder["pictures"]], _folder["pictures/mine.akin"]);

        Assert.Equal(expected, watch.Counts(Path.Combine(_folder.Path, path)));
    }

    [Fact]
    public async Task AFolderThatIsGone_IsWatchedOnceItIsThere()
    {
        using FolderWatch watch = new([_folder["pictures"], Path.Combine(_folder.Path, "disk")], _folder["g.akin"]);
        Assert.False(watch.IsWatchingAll);
        Directory.CreateDirectory(_folder["disk/a"]);
        TestPicture.Write(_folder["pictures/1.bmp"], 1);

        await watch.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(watch.IsWatchingAll);
    }
}

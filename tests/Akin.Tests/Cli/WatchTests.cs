using System.Diagnostics;
using Akin.Galleries;

namespace Akin.Tests.Cli;

/// <summary><c>akin index --watch</c> as a process, whose folder changes under it.</summary>
public sealed class WatchTests : IDisposable
{
    private const int Stopped = 130;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();

    private string GalleryPath => Path.Combine(_folder.Path, "pictures", "g.akin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_FollowsChanges_UntilItIsStopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a POSIX signal.");
        TestPicture.Write(_folder["pictures/a/1.bmp"], 1);
        TestPicture.Write(_folder["pictures/a/2.bmp"], 2);
        Process tool = AkinTool.Start(_folder.Path, "index", "pictures", "--gallery", "pictures/g.akin", "--watch");
        Task<ToolResult> end = AkinTool.EndOfAsync(tool);
        await AssertComesToHoldAsync("a/1.bmp", "a/2.bmp");

        TestPicture.Write(_folder["pictures/b/3.bmp"], 3);
        await AssertComesToHoldAsync("a/1.bmp", "a/2.bmp", "b/3.bmp");

        Directory.Move(_folder["pictures/a"], Path.Combine(_folder.Path, "pictures", "c"));
        await AssertComesToHoldAsync("b/3.bmp", "c/1.bmp", "c/2.bmp");

        // The lock is free between runs; the watch waits while another writer has it.
        using (await TakeLockAsync())
        {
            File.Delete(_folder["pictures/c/1.bmp"]);
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        }

        await AssertComesToHoldAsync("b/3.bmp", "c/2.bmp");

        // A class folder that goes takes its pictures along, and one that comes back needs no encoding.
        Directory.Move(_folder["pictures/b"], _folder["b"]);
        await AssertComesToHoldAsync("c/2.bmp");
        Directory.Move(_folder["b"], Path.Combine(_folder.Path, "pictures", "b"));
        await AssertComesToHoldAsync("b/3.bmp", "c/2.bmp");

        using (Process kill = Process.Start("kill", ["-INT", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ToolResult result = await end.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Stopped, result.ExitCode);
        Assert.StartsWith("Watching pictures with akin-mini into pictures/g.akin", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Stopped watching.\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_OutlivesAFolderThatIsGone()
    {
        TestPicture.Write(_folder["pictures/a/1.bmp"], 1);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        string galleryPath = _folder["outside.akin"];
        List<IndexReport> reports = [];
        await foreach (IndexReport report in Gallery.WatchAsync(galleryPath, [new RootFolder(_folder["pictures"])], DefaultEncoder.Instance, cancellationToken: stop.Token))
        {
            reports.Add(report);
            if (report.MissingRoots.Count == 0)
            {
                Directory.Move(Path.Combine(_folder.Path, "pictures"), Path.Combine(_folder.Path, "away"));
            }
            else
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal((1, 0), (reports[^1].PictureCount, reports[^1].RemovedCount));
        Assert.Equal("is gone", Assert.Single(reports[^1].MissingRoots).Reason);
    }

    private async Task<GalleryLock> TakeLockAsync()
    {
        while (true)
        {
            try
            {
                return GalleryLock.Take(GalleryPath);
            }
            catch (GalleryException)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task AssertComesToHoldAsync(params string[] keys)
    {
        long start = Stopwatch.GetTimestamp();
        string[] held = [];
        while (!held.SequenceEqual(keys) && Stopwatch.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            held = Held();
        }

        Assert.Equal(keys, held);
    }

    private string[] Held()
    {
        try
        {
            using Gallery gallery = Gallery.Open(GalleryPath);
            return [.. gallery.Search(new float[gallery.Info.Dimensions], 100).Select(match => match.Key).Order(StringComparer.Ordinal)];
        }
        catch (GalleryException)
        {
            // Between its creation and its first transaction a gallery says that it holds nothing yet.
            return [];
        }
    }
}

using System.Diagnostics;
using Akin.Galleries;

namespace Akin.Tests.Cli;

/// <summary>Whatever stops the tool, the gallery opens, answers and goes on. Kills at random moments are in <c>KillTests</c>.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int PictureCount = 900;

    private const int Stopped = 130;

    private readonly TemporaryFolder _folder = new();

    public InterruptionTests()
    {
        for (int index = 0; index < PictureCount; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index % 7}/{index:D4}.bmp"], index);
        }
    }

    private string GalleryPath => _folder["g.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_AfterACommit_KeepsIt()
    {
        Process tool = AkinTool.Start(_folder.Path, "index", "pictures", "--gallery", "g.akin");
        while (!tool.HasExited && CommittedCount() == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        tool.Kill();
        await AkinTool.EndOfAsync(tool);

        Assert.InRange(AssertWhole(atLeast: 1), 1, PictureCount);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_CommitsWhatIsDoneAndSaysHowToGoOn(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a POSIX signal.");
        Process tool = AkinTool.Start(_folder.Path, "index", "pictures", "--gallery", "g.akin");
        while (!tool.HasExited && CommittedCount() == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        using (Process kill = Process.Start("kill", [$"-{signal}", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ToolResult result = await AkinTool.EndOfAsync(tool);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        if (result.ExitCode != 0)
        {
            Assert.Equal(Stopped, result.ExitCode);
            Assert.Contains("Run the same command to go on", result.Output, StringComparison.Ordinal);
        }

        AssertWhole(atLeast: 1);
        (await AkinTool.RunAsync(_folder.Path, "index", "pictures", "--gallery", "g.akin")).AssertDone();
        Assert.Equal(PictureCount, AssertWhole(atLeast: PictureCount));
    }

    private long CommittedCount()
    {
        if (!Gallery.Exists(GalleryPath))
        {
            return 0;
        }

        try
        {
            using Gallery gallery = Gallery.Open(GalleryPath);
            return gallery.PictureCount;
        }
        catch (GalleryException)
        {
            // Between its creation and its first transaction a gallery says that it holds nothing yet.
            return 0;
        }
    }

    /// <summary>Asserts that the gallery, if there is one yet, opens and that every picture it counts is found by its own pixels.</summary>
    private long AssertWhole(long atLeast)
    {
        if (atLeast == 0 && CommittedCount() == 0)
        {
            return 0;
        }

        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.InRange(gallery.PictureCount, atLeast, PictureCount);
        for (int index = 0; index < PictureCount; index += 97)
        {
            string key = $"{index % 7}/{index:D4}.bmp";
            MatchList matches = gallery.SearchPicture(DefaultEncoder.Instance, _folder["pictures/" + key], PictureCount);
            Assert.Equal(gallery.PictureCount, matches.Count);
            Assert.All(matches.Where(match => match.Key == key), match => Assert.Equal(1, match.Similarity, 5));
        }

        return gallery.PictureCount;
    }
}

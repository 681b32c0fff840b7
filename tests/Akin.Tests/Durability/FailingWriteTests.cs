using System.Globalization;
using Akin.Galleries;
using Akin.Tests.Cli;
using Akin.Tests.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Durability;

/// <summary>Writes that fail, because a file may not grow further or the disk is full: one sentence, nothing lost, and the next run goes on.</summary>
public sealed class FailingWriteTests : IDisposable
{
    private const int SystemRefused = 3;

    private const int PictureCount = 700;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageEncoder _encoder;

    public FailingWriteTests()
    {
        _encoder = TinyEncoder.Open(TinyEncoder.Write(_folder["encoder"]));
        for (int seed = 0; seed < PictureCount; seed++)
        {
            string path = TestPicture.Write(_folder[$"pictures/{seed % 3}/{seed:D3}.bmp"], seed, 12, 8);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(1));
        }
    }

    private string GalleryPath => _folder["g.akin"];

    public void Dispose()
    {
        _encoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AFileThatMayNotGrowFurther_IsToldInOneSentence_AndTheNextRunGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Limits the size of files by bash's ulimit.");
        int failedCount = 0;
        long committed = 0;

        // The catalogue, its log and the vectors grow past these at different times.
        foreach (int limitInKib in (int[])[8, 60, 90, 130, 180, 250, 350])
        {
            ToolResult result = await RunLimitedAsync(limitInKib);
            if (result.ExitCode != 0)
            {
                failedCount++;
                result.AssertFailed(SystemRefused, "what was committed before is safe");
            }

            committed = AssertWhole(committed);
        }

        Assert.InRange(failedCount, 3, 7);
        Assert.InRange(committed, 1, PictureCount);
        (await AkinTool.RunAsync(_folder.Path, "index", "pictures", "--gallery", "g.akin", "--model", "encoder")).AssertDone();
        string twin = _folder["twin.akin"];
        await Gallery.IndexAsync(twin, _folder["pictures"], _encoder, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(GalleryContents.Read(twin), GalleryContents.Read(GalleryPath));
    }

    [Fact]
    public async Task AFullDisk_LosesNothing_AndTheNextRunGoesOn()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder["disk"], sizeInBytes: 256 * 1024);

        (await AkinTool.RunAsync(_folder.Path, "index", "pictures", "--gallery", "disk/g.akin", "--model", "encoder")).AssertFailed(SystemRefused, "is full: what was committed before is safe");

        GalleryContents.AssertRowsAreKept(_folder["disk/g.akin"]);
        (await AkinTool.RunAsync(_folder.Path, "info", "disk/g.akin")).AssertDone();
        foreach (string file in Directory.EnumerateFiles(_folder["disk/g.akin"]))
        {
            // Room is made by moving elsewhere.
            File.Copy(file, _folder[$"g.akin/{Path.GetFileName(file)}"]);
        }

        (await AkinTool.RunAsync(_folder.Path, "index", "pictures", "--gallery", "g.akin")).AssertDone();
        Assert.Equal(PictureCount, AssertWhole(PictureCount));
    }

    /// <summary>The tool under a limit. Without W^X the runtime needs no large file of its own.</summary>
    private async Task<ToolResult> RunLimitedAsync(int limitInKib)
    {
        string script = string.Create(CultureInfo.InvariantCulture, $"ulimit -f {limitInKib}; exec dotnet \"$@\"");
        return await AkinTool.EndOfAsync(AkinTool.StartBy(
            "bash", _folder.Path, new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" }, "-c", script, "akin", AkinTool.Assembly, "index", "pictures", "--gallery", "g.akin", "--model", "encoder"));
    }

    private long AssertWhole(long atLeast)
    {
        if (!Gallery.Exists(GalleryPath) || Gallery.ReadInfo(GalleryPath) is null)
        {
            Assert.Equal(0, atLeast);
            return 0;
        }

        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.InRange(gallery.PictureCount, atLeast, PictureCount);
        GalleryContents.AssertRowsAreKept(GalleryPath);
        Assert.Equal(gallery.PictureCount, GalleryContents.Read(GalleryPath).Count);
        return gallery.PictureCount;
    }
}

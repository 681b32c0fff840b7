using System.Diagnostics;
using System.Security.Cryptography;
using Akin.Datasets;

namespace Akin.Tests.Datasets;

public sealed class EmbeddingPipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Run_GivesOneOutcomeAFileInOrder(int workerCount)
    {
        for (int index = 0; index < 40; index++)
        {
            TestPicture.Write(_folder[$"{index:D2}.bmp"], index);
        }

        File.WriteAllText(_folder["13.txt"], "no picture");
        File.WriteAllBytes(_folder["14.bmp.empty"], []);
        EmbeddingPipeline pipeline = new(DefaultEncoder.Instance, workerCount);

        List<PictureOutcome> outcomes = [];
        await foreach (PictureOutcome outcome in pipeline.RunAsync(new ImageFolder(_folder.Path).Files(), TestContext.Current.CancellationToken))
        {
            outcomes.Add(outcome);
        }

        Assert.Equal(new ImageFolder(_folder.Path).Files().Select(file => file.Key), outcomes.Select(outcome => outcome.File.Key));
        Assert.Equal(["13.txt", "14.bmp.empty"], outcomes.OfType<PictureOutcome.Rejected>().Select(outcome => outcome.File.Key));
        Assert.All(outcomes.OfType<PictureOutcome.Embedded>(), embedded => Assert.Equal(1, embedded.Embedding.Sum(x => (double)x * x), 5));
    }

    [Fact]
    public async Task Run_EndsQuietly_WhenTheConsumerLeavesEarly()
    {
        TestPicture.Write(_folder["1.bmp"], 1);
        PictureFile file = PictureFile.At(_folder["1.bmp"]);
        int enumerated = 0;

        await foreach (PictureOutcome outcome in new EmbeddingPipeline(DefaultEncoder.Instance, 2).RunAsync(Endless(), TestContext.Current.CancellationToken))
        {
            Assert.IsType<PictureOutcome.Embedded>(outcome);
            break;
        }

        int whenLeft = Volatile.Read(ref enumerated);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(whenLeft, Volatile.Read(ref enumerated));

        IEnumerable<PictureFile> Endless()
        {
            while (true)
            {
                Interlocked.Increment(ref enumerated);
                yield return file;
            }
        }
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link-to-pipe")]
    public async Task Run_RejectsAPipeInsteadOfWaitingForIt(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs named pipes in folders.");
        using (Process process = Process.Start("mkfifo", _folder["pipe"]))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(_folder["link-to-pipe"], _folder["pipe"]);

        await foreach (PictureOutcome outcome in new EmbeddingPipeline(DefaultEncoder.Instance, 1).RunAsync([PictureFile.At(_folder[name])], TestContext.Current.CancellationToken))
        {
            string expected = OperatingSystem.IsLinux() ? "it is no regular file, but a pipe or a device" : "the file is empty";
            Assert.Equal(expected, Assert.IsType<PictureOutcome.Rejected>(outcome).Reason);
        }
    }

    [Fact]
    public async Task Run_HashesFiles_WhereThereIsSomethingToRecognise()
    {
        TestPicture.Write(_folder["picture.bmp"], 1);
        PictureFile file = PictureFile.At(_folder["picture.bmp"]);
        byte[] expected = SHA256.HashData(File.ReadAllBytes(file.Path));

        Assert.Empty((await EmbedAsync(recognise: null)).ContentHash);
        Assert.Equal(expected, (await EmbedAsync((_, hash) => hash.SequenceEqual(expected) ? ContentState.New : ContentState.Unchanged)).ContentHash);

        async Task<PictureOutcome.Embedded> EmbedAsync(Func<PictureFile, byte[], ContentState>? recognise)
        {
            IAsyncEnumerable<PictureOutcome> outcomes = new EmbeddingPipeline(DefaultEncoder.Instance, 1).RunAsync([file], recognise, TestContext.Current.CancellationToken);
            return Assert.IsType<PictureOutcome.Embedded>(await outcomes.SingleAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Run_PassesOnWhatTheFilesThrow()
    {
        static IEnumerable<PictureFile> Failing()
        {
            yield return new PictureFile("none", "none", null, 0, 0);
            throw new IOException("the folder is gone");
        }

        IOException exception = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (PictureOutcome outcome in new EmbeddingPipeline(DefaultEncoder.Instance, 2).RunAsync(Failing(), TestContext.Current.CancellationToken))
            {
                Assert.IsType<PictureOutcome.Rejected>(outcome);
            }
        });

        Assert.Equal("the folder is gone", exception.Message);
    }

    [Fact]
    public async Task Run_RecordsAReasonForEveryFileThatCannotBeRead()
    {
        File.CreateSymbolicLink(_folder["dangling.jpg"], _folder["nothing.jpg"]);
        File.WriteAllBytes(_folder["truncated.bmp"], TestPicture.Bmp(1)[..200]);
        File.WriteAllText(_folder["text.jpg"], "I am no picture.");

        List<string> reasons = [];
        await foreach (PictureOutcome outcome in new EmbeddingPipeline(DefaultEncoder.Instance).RunAsync(new ImageFolder(_folder.Path).Files(), TestContext.Current.CancellationToken))
        {
            reasons.Add(Assert.IsType<PictureOutcome.Rejected>(outcome).Reason);
        }

        Assert.Equal(3, reasons.Count);
        Assert.StartsWith("the link leads nowhere", reasons[0], StringComparison.Ordinal);
        Assert.All(reasons, reason => Assert.DoesNotContain('\n', reason));
    }
}

using Akin.Testing.Hub;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>Downloads that break, stall or bring something else: what can be saved is saved, the rest ends in one sentence.</summary>
public sealed class BrokenDownloadTests : ServedModelTests
{
    private const string ContentPath = "model.safetensors?cdn=1";

    private string Incomplete => Path.Combine(Cache.Hub, "models--akin--leaf/blobs", ServedRepository.Sha256(ServedModel.Weights) + ".incomplete");

    [Fact]
    public async Task ACutDownload_GoesOnWhereItBroke()
    {
        Once(IsContent, request => Sound(request) with { CutAfter = 300_000 });

        await AssertWholeAsync();

        string[] ranges = [.. Contents().Select(request => request.Range ?? "all")];
        Assert.Equal(["all", "bytes=300000-"], ranges);
    }

    [Fact]
    public async Task ACutDownload_IsResumedByTheNextClient()
    {
        Model.Server.Misbehave = request => IsContent(request) ? Sound(request) with { CutAfter = request.Range is null ? 300_000 : 0 } : null;
        await AssertFailsAsync(HubFailure.NoAnswer, "broke off");
        Assert.Equal(300_000, new FileInfo(Incomplete).Length);
        Model.Server.Misbehave = _ => null;
        Model.Server.ForgetRequests();

        await AssertWholeAsync();

        Assert.Equal("bytes=300000-", Assert.Single(Contents()).Range);
        Assert.False(File.Exists(Incomplete));
    }

    [Fact]
    public async Task ABadLine_IsCrossed_AsLongAsItBringsSomething()
    {
        Model.Server.Misbehave = request => IsContent(request) ? Sound(request) with { CutAfter = 50_000 } : null;

        await AssertWholeAsync();

        Assert.Equal(15, Contents().Count);
    }

    [Fact]
    public async Task AServerWithoutRanges_IsNotAskedForEver()
    {
        Model.Server.Misbehave = request => IsContent(request) ? new HubReply(200, ServedModel.Weights) { CutAfter = 300_000 } : null;

        await AssertFailsAsync(HubFailure.NoAnswer, "broke off");

        Assert.InRange(Contents().Count, 2, 8);
    }

    [Fact]
    public async Task AServerWithoutRanges_GivesTheWholeAgain()
    {
        Once(IsContent, request => Sound(request) with { CutAfter = 300_000 });
        Func<HubRequest, HubReply?> once = Model.Server.Misbehave;
        Model.Server.Misbehave = request => once(request) ?? (IsContent(request) ? new HubReply(200, ServedModel.Weights) : null);

        await AssertWholeAsync();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(700_001)]
    [InlineData(900_000)]
    public async Task RemainsOfSomethingElse_AreDropped(int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Incomplete)!);
        File.WriteAllBytes(Incomplete, ServedModel.Bytes(seed: 99, length));

        await AssertWholeAsync();
    }

    [Fact]
    public async Task AnAlteredLargeFile_IsRefused_AndNotKept()
    {
        byte[] altered = [.. ServedModel.Weights];
        altered[500_000] ^= 1;
        Model.Server.Misbehave = request => IsContent(request) ? ServedRepository.Content(request, altered) : null;

        await AssertFailsAsync(HubFailure.BadAnswer, $"SHA-256 {ServedRepository.Sha256(altered)}, not {ServedRepository.Sha256(ServedModel.Weights)}");

        Assert.DoesNotContain(Cache.Tree(), line => line.Contains("model.safetensors", StringComparison.Ordinal));
        Assert.Equal(0, new FileInfo(Incomplete).Length);
        Model.Server.Misbehave = _ => null;
        await AssertWholeAsync();
    }

    [Fact]
    public async Task AnAlteredSmallFile_IsRefused()
    {
        byte[] altered = ServedModel.Text("{\"model_type\": \"resnot\"}\n");
        Model.Server.Misbehave = request => IsGet(request, "config.json") ? new HubReply(200, altered) : null;

        await AssertFailsAsync(HubFailure.BadAnswer, $"SHA-1 {ServedRepository.GitHash(altered)}, not");

        Assert.DoesNotContain(Cache.Tree(), line => line.Contains("snapshots", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ALongerFile_IsStoppedAtItsLength()
    {
        byte[] longer = [.. ServedModel.Weights, .. new byte[5_000_000]];
        Model.Server.Misbehave = request => IsContent(request) ? new HubReply(200, longer) : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "is longer than the 700001 bytes");

        Assert.Equal(0, new FileInfo(Incomplete).Length);
    }

    [Fact]
    public async Task AShorterFile_IsNoWholeOne()
    {
        Model.Server.Misbehave = request => IsContent(request) ? new HubReply(200, ServedModel.Weights[..100]) { HidesLength = true } : null;

        await AssertFailsAsync(HubFailure.NoAnswer, "sent 100 of the 700001 bytes");
    }

    [Fact]
    public async Task AnotherLengthThanListed_IsRefusedBeforeTheDownload()
    {
        Model.Server.Misbehave = request => request.Method == "HEAD" && request.Path.EndsWith("/config.json", StringComparison.Ordinal)
            ? new HubReply(200, [], ("ETag", "\"abc\"")) { SaidLength = 1L << 50 }
            : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "1125899906842624 bytes, and its list of files says 25");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStalledDownload_IsBrokenOff(bool trickles)
    {
        Settings = Settings with { StallTimeout = TimeSpan.FromMilliseconds(150) };
        Model.Server.Misbehave = request => IsContent(request) ? Sound(request) with { StallAfter = 0, Trickles = trickles } : null;

        await AssertFailsAsync(HubFailure.NoAnswer, "stalled for 0.15 s");
    }

    [Fact]
    public async Task Cancelling_StopsAtOnce_AndKeepsWhatCame()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Model.Server.Misbehave = request => IsContent(request) ? Sound(request) with { StallAfter = 300_000 } : null;
        using HubClient client = new(Settings);
        HubId id = new(HubRepositoryKind.Model, ServedModel.Name, "main");

        Task<HubSnapshot> download = client.GetModelAsync(id, new StopAt(300_000, stop), stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.Equal(300_000, new FileInfo(Incomplete).Length);
        Model.Server.Misbehave = _ => null;
        Model.Server.ForgetRequests();
        await AssertWholeAsync();
        Assert.Equal("bytes=300000-", Assert.Single(Contents()).Range);
    }

    private static bool IsGet(HubRequest request, string end) => request.Method == "GET" && request.Path.EndsWith(end, StringComparison.Ordinal);

    private static bool IsContent(HubRequest request) => IsGet(request, ContentPath);

    private static HubReply Sound(HubRequest request) => ServedRepository.Content(request, ServedModel.Weights);

    private List<HubRequest> Contents() => [.. Model.Server.Requests.Where(IsContent)];

    private sealed class StopAt(long bytes, CancellationTokenSource stop) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            if (value.FileName == "model.safetensors" && value.ReceivedBytes >= bytes)
            {
                stop.Cancel();
            }
        }
    }
}

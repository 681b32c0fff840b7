using Akin.Testing.Hub;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>Servers that fail for a while, or for good, or are none.</summary>
public sealed class BrokenServerTests : ServedModelTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    public async Task APassingFault_IsWaitedFor(int status)
    {
        int count = 0;
        Model.Server.Misbehave = request => request.Path.Contains("/revision/", StringComparison.Ordinal) && count++ < 2 ? HubReply.Error(status) : null;

        await AssertWholeAsync();

        Assert.Equal(3, Model.Server.Requests.Count(request => request.Path.Contains("/revision/", StringComparison.Ordinal)));
        Assert.Equal(2, Time.Waits.Count);
        Assert.All(Time.Waits, wait => Assert.InRange(wait.TotalSeconds, 0, 10));
    }

    [Fact]
    public async Task ALastingFault_IsReported()
    {
        Model.Server.Misbehave = _ => HubReply.Error(503);

        await AssertFailsAsync(HubFailure.ServerFault, "cannot answer now (status 503)");

        Assert.Equal(HubRetry.Attempts, Model.Server.Requests.Count);
    }

    [Fact]
    public async Task RetryAfter_IsHonoured()
    {
        Once(request => request.Path.Contains("/tree/", StringComparison.Ordinal), _ => new HubReply(429, [], ("Retry-After", "37")));

        await AssertWholeAsync();

        Assert.Equal(TimeSpan.FromSeconds(37), Assert.Single(Time.Waits));
    }

    [Fact]
    public async Task RetryAfter_OfHours_IsNotWaitedFor()
    {
        Model.Server.Misbehave = _ => new HubReply(429, [], ("Retry-After", "7200"));

        await AssertFailsAsync(HubFailure.ServerFault, "try again in 7200 s");

        Assert.Single(Model.Server.Requests);
    }

    [Fact]
    public async Task ASilentServer_IsNotWaitedForForEver()
    {
        Settings = Settings with { AnswerTimeout = TimeSpan.FromMilliseconds(100) };
        using System.Net.Sockets.TcpListener silent = new(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        Settings = Settings with { Endpoint = new Uri($"http://{silent.LocalEndpoint}/") };

        await AssertFailsAsync(HubFailure.NoAnswer, "gave no answer within 0.1 s");
    }

    [Fact]
    public async Task NoServer_IsReportedSoon()
    {
        Settings = Settings with { Endpoint = new Uri("http://127.0.0.1:1/") };

        await AssertFailsAsync(HubFailure.NoAnswer, "127.0.0.1:1 cannot be reached");

        Assert.Single(Time.Waits);
    }

    [Fact]
    public async Task NoSuchHost_IsNamed()
    {
        Settings = Settings with { Endpoint = new Uri("http://no-such-host.invalid/") };

        await AssertFailsAsync(HubFailure.NoAnswer, "no-such-host.invalid");
    }

    [Theory]
    [InlineData("<html>A page</html>", "that is no JSON")]
    [InlineData("[]", "does not say which commit")]
    [InlineData("{\"sha\": \"../../../etc\"}", "does not say which commit")]
    [InlineData("{\"sha\": 5}", "does not say which commit")]
    public async Task AnEndpointThatIsNoHub_IsReported(string answer, string words)
    {
        Model.Server.Misbehave = _ => HubReply.Json(answer);

        await AssertFailsAsync(HubFailure.BadAnswer, words);
    }

    [Fact]
    public async Task OverlongHeaders_AreRefused()
    {
        Model.Server.Misbehave = _ => HubReply.Json("{}", ("X-Long", new string('x', 100_000)));

        await AssertFailsAsync(HubFailure.BadAnswer, "headers longer than any");
    }
}

using Akin.Testing.Hub;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>Tests of a client between one served model and one cache.</summary>
public abstract class ServedModelTests : IDisposable
{
    private protected ServedModelTests() => Settings = Cache.Settings(Model.Server);

    private protected ServedModel Model { get; } = new();

    private protected HubCacheFolder Cache { get; } = new();

    private protected HubSettings Settings { get; set; }

    private protected HastyTime Time => (HastyTime)Settings.Time;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Model.Dispose();
        Cache.Dispose();
    }

    /// <summary>Lets the first request that matches fail.</summary>
    private protected void Once(Func<HubRequest, bool> matches, Func<HubRequest, HubReply> reply)
    {
        int count = 0;
        Model.Server.Misbehave = request => matches(request) && Interlocked.Increment(ref count) == 1 ? reply(request) : null;
    }

    private protected async Task<HubSnapshot> GetAsync()
    {
        using HubClient client = new(Settings);
        return await client.GetModelAsync(new HubId(HubRepositoryKind.Model, ServedModel.Name, "main"), null, TestContext.Current.CancellationToken);
    }

    private protected async Task AssertWholeAsync()
    {
        HubSnapshot snapshot = await GetAsync();
        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(snapshot.Folder, "model.safetensors")));
    }

    private protected async Task AssertFailsAsync(HubFailure failure, string words)
    {
        HubException exception = await Assert.ThrowsAsync<HubException>(GetAsync);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(failure, exception.Failure);
        Assert.False(File.Exists(Path.Combine(Cache.Hub, "models--akin--leaf/refs/main")));
        if (Settings.Token is string token)
        {
            Assert.DoesNotContain(token, exception.ToString(), StringComparison.Ordinal);
        }
    }
}

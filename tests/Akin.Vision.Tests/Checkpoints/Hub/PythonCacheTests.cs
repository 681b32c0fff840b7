using System.Text.Json;
using Akin.Testing;
using Akin.Testing.Hub;
using Akin.Vision.Checkpoints.Hub;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>A cache as <c>huggingface_hub</c> left it, links included.</summary>
public sealed class PythonCacheTests : IDisposable
{
    private const string Commit = "7ab141a57738f77b73aa4e1d7e4344de72ace32c";

    private const string ShardedCommit = "6612cb8a9ff8bf180f4b09d4435984124a9692bd";

    /// <summary>A row's largest difference, relative to its largest component.</summary>
    private const double Tolerance = 2e-5;

    private readonly HubCacheFolder _cache = HubCacheFolder.OfPython();

    public void Dispose() => _cache.Dispose();

    [Theory]
    [InlineData("akin/tiny-vit", Commit)]
    [InlineData("akin/tiny-vit@main", Commit)]
    [InlineData("akin/tiny-vit@" + Commit, Commit)]
    [InlineData("akin/tiny-vit-sharded", ShardedCommit)]
    public async Task WhatPythonDownloaded_IsFoundOffline(string model, string commit)
    {
        using HubClient client = new(_cache.Settings());

        HubSnapshot snapshot = await client.GetModelAsync(Id(model), null, TestContext.Current.CancellationToken);

        Assert.Equal(commit, snapshot.Commit);
        Assert.Equal(Path.Combine(_cache.Hub, Id(model).FolderName, "snapshots", commit), snapshot.Folder);
    }

    [Theory]
    [InlineData("akin/none")]
    [InlineData("akin/tiny-vit@v2")]
    [InlineData("akin/tiny-vit@1111111111111111111111111111111111111111")]
    public async Task WhatIsNotCached_IsNamedOffline(string model)
    {
        using HubClient client = new(_cache.Settings());

        HubException exception = await Assert.ThrowsAsync<HubException>(() => client.GetModelAsync(Id(model), null, TestContext.Current.CancellationToken));

        Assert.Equal(HubFailure.Offline, exception.Failure);
        Assert.Contains($"The model {Id(model)} is not whole in the cache", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_OFFLINE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingShard_IsMissed()
    {
        File.Delete(Path.Combine(_cache.Hub, "models--akin--tiny-vit-sharded/snapshots", ShardedCommit, "model-00003-of-00004.safetensors"));
        File.Delete(Path.Combine(_cache.Hub, "models--akin--tiny-vit-sharded/trees", ShardedCommit + ".json"));
        using HubClient client = new(_cache.Settings());

        await Assert.ThrowsAsync<HubException>(() => client.GetModelAsync(Id("akin/tiny-vit-sharded"), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WithoutAnAnswer_TheCacheStandsIn_AndItIsSaid()
    {
        List<HubProgress> reports = [];
        using HubClient client = new(_cache.Settings() with { IsOffline = false });

        HubSnapshot snapshot = await client.GetModelAsync(Id("akin/tiny-vit"), new Reports(reports), TestContext.Current.CancellationToken);

        Assert.Equal(Commit, snapshot.Commit);
        Assert.Contains("cannot be reached", Assert.Single(reports).Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARevisionThatIsGone_IsNotReplacedByTheCache()
    {
        using HubServer server = new() { Serve = _ => HubReply.Error(404, "RevisionNotFound") };
        using HubClient client = new(_cache.Settings(server));

        HubException exception = await Assert.ThrowsAsync<HubException>(() => client.GetModelAsync(Id("akin/tiny-vit"), null, TestContext.Current.CancellationToken));

        Assert.Equal(HubFailure.NoRevision, exception.Failure);
    }

    [Theory]
    [InlineData("akin/tiny-vit", Commit)]
    [InlineData("akin/tiny-vit-sharded", ShardedCommit)]
    public async Task WhatAkinDownloads_LiesAsPythonLaidIt(string model, string commit)
    {
        string python = Path.Combine(_cache.Hub, Id(model).FolderName, "snapshots", commit);
        ServedRepository repository = new(model);
        Dictionary<string, byte[]> files = Directory.EnumerateFiles(python).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
        repository.Commit(commit, files, "main");
        using HubServer server = new() { Serve = repository.Serve };
        using HubCacheFolder mine = new();
        using HubClient client = new(mine.Settings(server));

        await client.GetModelAsync(Id(model), null, TestContext.Current.CancellationToken);

        using JsonDocument about = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Fixture("hub-cache/about.json")));
        string readme = ServedRepository.GitHash(files.GetValueOrDefault("README.md") ?? []);
        IEnumerable<string> expected = about.RootElement.GetProperty("tree").EnumerateArray().Select(line => line.GetString()!)
            .Where(line => line == "hub/CACHEDIR.TAG" || line.StartsWith($"hub/{Id(model).FolderName}/", StringComparison.Ordinal))
            .Where(line => !line.Contains(".no_exist", StringComparison.Ordinal) && !line.Contains(readme, StringComparison.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), mine.Tree());
        Assert.Equal(File.ReadAllBytes(Path.Combine(_cache.Hub, "CACHEDIR.TAG")), File.ReadAllBytes(Path.Combine(mine.Hub, "CACHEDIR.TAG")));
    }

    [Theory]
    [InlineData("models--akin--tiny-vit", Commit)]
    [InlineData("models--akin--tiny-vit-sharded", ShardedCommit)]
    [InlineData("datasets--akin--leaves", "a43d5a6496463756d14cd2d00a270db93f2c0697")]
    public void TheListOfFiles_IsReadAndWrittenByteForByte(string folder, string commit)
    {
        string path = Path.Combine(_cache.Hub, folder, "trees", commit + ".json");
        using MemoryStream written = new();

        HubTreeFile.Write(written, HubTreeFile.Read(path)!);

        Assert.Equal(File.ReadAllText(path), System.Text.Encoding.UTF8.GetString(written.ToArray()));
    }

    [Fact]
    public void List_SaysWhatIsHere()
    {
        LocalModel[] models = [.. LocalModels.List(_cache.Settings())];

        Assert.Equal(["akin-mini", "akin/tiny-vit", "akin/tiny-vit-sharded"], models.Select(model => model.Name));
        Assert.Null(models[0].Revisions[0].Problem);
        Assert.Equal((Commit, "main"), (models[1].Revisions[0].Commit, models[1].Revisions[0].References[0]));
        Assert.InRange(models[1].LengthInBytes, 105_048 + 532 + 294, 105_048 + 532 + 294 + 2048);
        Assert.Null(models[1].Revisions[0].Problem);
    }

    [Fact]
    public void List_SaysWhatIsMissing()
    {
        File.Delete(Path.Combine(_cache.Hub, "models--akin--tiny-vit/snapshots", Commit, "model.safetensors"));

        LocalModel model = LocalModels.List(_cache.Settings()).Single(model => model.Name == "akin/tiny-vit");

        Assert.Contains("model.safetensors is missing", model.Revisions[0].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiny-vit")]
    [InlineData("tiny-vit-sharded")]
    public async Task Open_GivesTheEmbeddingOfTransformers(string name)
    {
        using ImageEncoder encoder = await ImageEncoder.OpenWithAsync($"akin/{name}", null, () => _cache.Settings(), null, TestContext.Current.CancellationToken);
        Npy golden = Npy.Read(SharedFiles.Fixture($"hub-cache/{name}.embedding.npy"));
        using PixelImage picture = new ImageDecoder().Decode(File.ReadAllBytes(SharedFiles.Fixture("processors/0.png")));
        float[] embedding = new float[encoder.Dimensions];

        encoder.Encode(picture, embedding);

        float[] raw = golden.Values.ToArray();
        double length = Math.Sqrt(raw.Sum(component => (double)component * component));
        double allowed = Tolerance * raw.Max(component => Math.Abs(component)) / length;
        Assert.All(embedding.Zip(raw), pair => Assert.InRange(Math.Abs(pair.First - (pair.Second / length)), 0, allowed));
    }

    private static HubId Id(string text) => HubId.TryParse(text, HubRepositoryKind.Model, out HubId? id) ? id : throw new ArgumentException(text);

    private sealed class Reports(List<HubProgress> reports) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => reports.Add(value);
    }
}

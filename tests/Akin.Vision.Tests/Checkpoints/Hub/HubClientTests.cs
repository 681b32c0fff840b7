using Akin.Testing.Hub;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

public sealed class HubClientTests : IDisposable
{
    private readonly ServedModel _model = new();
    private readonly HubCacheFolder _cache = new();

    public void Dispose()
    {
        _model.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task GetModel_DownloadsWhatAnEncoderNeeds_AndLaysItOutAsPythonDoes()
    {
        HubSnapshot snapshot = await GetAsync(ServedModel.Name);

        string root = "hub/models--akin--leaf";
        string config = ServedRepository.GitHash(ServedModel.Files()["config.json"]);
        string preprocessing = ServedRepository.GitHash(ServedModel.Files()["preprocessor_config.json"]);
        string weights = ServedRepository.Sha256(ServedModel.Weights);
        string[] expected =
        [
            "hub/CACHEDIR.TAG",
            $"{root}/blobs/{config}",
            $"{root}/blobs/{preprocessing}",
            $"{root}/blobs/{weights}",
            $"{root}/refs/main",
            $"{root}/snapshots/{ServedModel.Commit}/config.json -> ../../blobs/{config}",
            $"{root}/snapshots/{ServedModel.Commit}/model.safetensors -> ../../blobs/{weights}",
            $"{root}/snapshots/{ServedModel.Commit}/preprocessor_config.json -> ../../blobs/{preprocessing}",
            $"{root}/trees/{ServedModel.Commit}.json",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), _cache.Tree());
        Assert.Equal(ServedModel.Commit, snapshot.Commit);
        Assert.Equal(ServedModel.Commit, File.ReadAllText(Path.Combine(_cache.Path, root, "refs/main")));
        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(snapshot.Folder, "model.safetensors")));
    }

    [Fact]
    public async Task GetModel_AsksAsPythonsClientDoes()
    {
        await GetAsync(ServedModel.Name);

        string files = $"/akin/leaf/resolve/{ServedModel.Commit}";
        Assert.Equal(
            [
                "GET /api/models/akin/leaf/revision/main",
                $"GET /api/models/akin/leaf/tree/{ServedModel.Commit}?recursive=true&expand=false",
                $"HEAD {files}/config.json",
                $"GET {files}/config.json",
                $"HEAD {files}/preprocessor_config.json",
                $"GET {files}/preprocessor_config.json",
                $"HEAD {files}/model.safetensors",
                $"HEAD {files}/model.safetensors?cdn=1",
                $"GET {files}/model.safetensors?cdn=1",
            ],
            _model.Server.Requests.Select(request => request.ToString()));
        Assert.All(_model.Server.Requests, request => Assert.Equal("*/*", request.Headers["accept"]));
        Assert.All(_model.Server.Requests, request => Assert.Equal("identity", request.Headers["accept-encoding"]));
        Assert.All(_model.Server.Requests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task GetModel_AsksOnlyWhatABranchIs_TheSecondTime()
    {
        await GetAsync(ServedModel.Name);
        _model.Server.ForgetRequests();

        await GetAsync(ServedModel.Name);

        Assert.Equal("GET /api/models/akin/leaf/revision/main", Assert.Single(_model.Server.Requests).ToString());
    }

    [Fact]
    public async Task GetModel_AsksNothing_WhenTheCommitIsNamedAndHere()
    {
        await GetAsync(ServedModel.Name);
        _model.Server.ForgetRequests();

        HubSnapshot snapshot = await GetAsync($"{ServedModel.Name}@{ServedModel.Commit}");

        Assert.Empty(_model.Server.Requests);
        Assert.Equal(ServedModel.Commit, snapshot.Commit);
    }

    [Theory]
    [InlineData("v1.0", "v1.0")]
    [InlineData("refs/pr/1", "refs%2Fpr%2F1")]
    [InlineData(ServedModel.Commit, ServedModel.Commit)]
    public async Task GetModel_TakesBranchesTagsAndCommits(string revision, string asked)
    {
        HubSnapshot snapshot = await GetAsync($"{ServedModel.Name}@{revision}");

        Assert.Equal(ServedModel.Commit, snapshot.Commit);
        Assert.Equal($"/api/models/akin/leaf/revision/{asked}", _model.Server.Requests[0].Path);
        Assert.Equal(revision != ServedModel.Commit, File.Exists(Path.Combine(_cache.Hub, "models--akin--leaf/refs", revision)));
        Assert.False(File.Exists(Path.Combine(_cache.Hub, "models--akin--leaf/refs/main")));
    }

    [Fact]
    public async Task GetModel_FollowsABranch_AndSharesContents()
    {
        await GetAsync(ServedModel.Name);
        Dictionary<string, byte[]> changed = ServedModel.Files();
        changed["config.json"] = ServedModel.Text("{\"model_type\": \"resnet\", \"depths\": [1]}\n");
        _model.Repository.Commit(ServedModel.OtherCommit, changed, "main");
        _model.Server.ForgetRequests();

        HubSnapshot snapshot = await GetAsync(ServedModel.Name);

        Assert.Equal(ServedModel.OtherCommit, snapshot.Commit);
        Assert.Equal(changed["config.json"], File.ReadAllBytes(Path.Combine(snapshot.Folder, "config.json")));
        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(snapshot.Folder, "model.safetensors")));
        Assert.DoesNotContain(_model.Server.Requests, request => request.Path.Contains("safetensors", StringComparison.Ordinal));
        Assert.Equal(ServedModel.Commit, (await GetAsync($"{ServedModel.Name}@{ServedModel.Commit}")).Commit);
    }

    [Fact]
    public async Task GetModel_ReadsAListOfManyPages()
    {
        _model.Repository.PageLength = 2;

        HubSnapshot snapshot = await GetAsync(ServedModel.Name);

        Assert.True(File.Exists(Path.Combine(snapshot.Folder, "preprocessor_config.json")));
        Assert.Equal(3, _model.Server.Requests.Count(request => request.Path.Contains("/tree/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Link_CopiesWhereThereAreNoLinks()
    {
        HubCache cache = new(_cache.Hub, "models--akin--leaf", (_, _) => false);
        cache.Prepare();
        File.WriteAllText(cache.BlobPath("abc"), "content");

        cache.Link(ServedModel.Commit, "onnx/model.onnx", "abc");

        FileInfo copy = new(Path.Combine(cache.SnapshotFolder(ServedModel.Commit), "onnx/model.onnx"));
        Assert.Null(copy.LinkTarget);
        Assert.Equal("content", File.ReadAllText(copy.FullName));
        Assert.Equal(["onnx/model.onnx"], cache.Names(ServedModel.Commit));
        Assert.True(File.Exists(cache.BlobPath("abc")));
    }

    [Fact]
    public async Task GetModel_ReplacesALinkWithoutATarget()
    {
        HubSnapshot first = await GetAsync(ServedModel.Name);
        File.Delete(Path.Combine(_cache.Hub, "models--akin--leaf/blobs", ServedRepository.Sha256(ServedModel.Weights)));

        HubSnapshot second = await GetAsync($"{ServedModel.Name}@{ServedModel.Commit}");

        Assert.Equal(first, second);
        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(second.Folder, "model.safetensors")));
    }

    [Fact]
    public async Task GetModel_SaysHowFarItIs()
    {
        List<HubProgress> reports = [];
        using HubClient client = new(_cache.Settings(_model.Server));

        await client.GetModelAsync(Id(ServedModel.Name), new Reports(reports), TestContext.Current.CancellationToken);

        long total = ServedModel.Files().Where(file => file.Key is "config.json" or "preprocessor_config.json" or "model.safetensors").Sum(file => file.Value.Length);
        Assert.Equal((total, total), (reports[^1].ReceivedBytes, reports[^1].TotalBytes));
        Assert.Equal("model.safetensors", reports[^1].FileName);
        Assert.Equal(reports.Select(report => report.ReceivedBytes).Order(), reports.Select(report => report.ReceivedBytes));
        Assert.True(reports.Count > 4);
    }

    [Fact]
    public async Task GetModel_ServesManyClientsAtOnce()
    {
        HubSnapshot[] snapshots = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => GetAsync(ServedModel.Name))));

        Assert.Single(snapshots.Distinct());
        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(snapshots[0].Folder, "model.safetensors")));
        Assert.Single(_model.Server.Requests, request => request.Method == "GET" && request.Path.Contains("safetensors", StringComparison.Ordinal));
        Assert.DoesNotContain(_cache.Tree(), line => line.Contains("incomplete", StringComparison.Ordinal) || line.Contains("unfinished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GetModel_SaysThatItWaitsForAnotherProcess()
    {
        List<HubProgress> reports = [];
        HubCache cache = new(_cache.Hub, "models--akin--leaf");
        HubLock other = await HubLock.TakeAsync(cache.LockPath(ServedRepository.Sha256(ServedModel.Weights)), () => { }, TestContext.Current.CancellationToken);
        using HubClient client = new(_cache.Settings(_model.Server));

        Task<HubSnapshot> download = client.GetModelAsync(Id(ServedModel.Name), new Reports(reports, report => other.Dispose()), TestContext.Current.CancellationToken);

        await download;
        Assert.Equal("Another process is downloading model.safetensors of akin/leaf: waiting for it.", reports.Single(report => report.Notice is not null).Notice);
    }

    [Fact]
    public async Task GetModel_TakesAnOldClientsCacheThatMayOnlyBeRead()
    {
        HubSnapshot first = await GetAsync(ServedModel.Name);
        string trees = Path.Combine(_cache.Hub, "models--akin--leaf/trees");
        Directory.Delete(trees, recursive: true);
        File.WriteAllText(trees, "in the way of a folder");

        Assert.Equal(first, await GetAsync(ServedModel.Name));
    }

    private static HubId Id(string text) => HubId.TryParse(text, HubRepositoryKind.Model, out HubId? id) ? id : throw new ArgumentException(text);

    private async Task<HubSnapshot> GetAsync(string text)
    {
        using HubClient client = new(_cache.Settings(_model.Server));
        return await client.GetModelAsync(Id(text), null, TestContext.Current.CancellationToken);
    }

    private sealed class Reports(List<HubProgress> reports, Action<HubProgress>? onNotice = null) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            reports.Add(value);
            if (value.Notice is not null)
            {
                onNotice?.Invoke(value);
            }
        }
    }
}

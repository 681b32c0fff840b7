using Akin.Testing.Hub;
using Akin.Vision.Checkpoints;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>What a server refuses, and what must be refused to a server.</summary>
public sealed class HubRefusalTests : ServedModelTests
{
    private const string Token = "hf_secretsecretsecret";

    private readonly HubServer _elsewhere = new();

    public HubRefusalTests() => Settings = Settings with { Token = Token };

    protected override void Dispose(bool disposing)
    {
        _elsewhere.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task TheToken_GoesToTheHubOnly()
    {
        Model.Repository.LargeFilesAt = _elsewhere.Address + "/files";
        _elsewhere.Serve = request => ServedRepository.Content(request, ServedModel.Weights);

        HubSnapshot snapshot = await GetAsync();

        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(snapshot.Folder, "model.safetensors")));
        Assert.All(Model.Server.Requests, request => Assert.Equal($"Bearer {Token}", request.Authorization));
        HubRequest other = Assert.Single(_elsewhere.Requests);
        Assert.Equal("GET /files/model.safetensors?signature=secret", other.ToString());
        Assert.DoesNotContain(other.Headers, header => header.Value.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheToken_FollowsRedirectsWithinTheHub()
    {
        // As for a repository that has been renamed.
        ServedRepository renamed = new("akin/blatt");
        renamed.Commit(ServedModel.Commit, ServedModel.Files(), "main");
        Model.Server.Serve = request => request.Path.Contains("akin/leaf", StringComparison.Ordinal)
            ? HubReply.Redirect(request.Path.Replace("akin/leaf", "akin/blatt", StringComparison.Ordinal)) with { Status = 307 }
            : renamed.Serve(request);

        HubSnapshot snapshot = await GetAsync();

        Assert.Equal(ServedModel.Weights, File.ReadAllBytes(Path.Combine(snapshot.Folder, "model.safetensors")));
        Assert.Contains("models--akin--leaf", snapshot.Folder, StringComparison.Ordinal);
        Assert.All(Model.Server.Requests, request => Assert.Equal($"Bearer {Token}", request.Authorization));
    }

    [Fact]
    public async Task ADescriptionElsewhere_IsNotFollowed()
    {
        Model.Server.Misbehave = request => HubReply.Redirect(_elsewhere.Address + request.Path);

        await AssertFailsAsync(HubFailure.BadAnswer, "status 302");

        Assert.Empty(_elsewhere.Requests);
    }

    [Fact]
    public async Task AListThatGoesOnElsewhere_IsNotFollowed()
    {
        Model.Server.Misbehave = request => request.Path.Contains("/tree/", StringComparison.Ordinal) ? HubReply.Json("[]", ("Link", $"<{_elsewhere.Address}/next>; rel=\"next\"")) : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "at another host");

        Assert.Empty(_elsewhere.Requests);
    }

    [Fact]
    public async Task ARedirectInCircles_Ends()
    {
        Model.Server.Misbehave = request => request.Method == "HEAD" ? HubReply.Redirect(request.Path) : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "redirects in circles");
    }

    [Fact]
    public async Task AnExpiredAddress_IsAskedForAgain()
    {
        Model.Repository.LargeFilesAt = _elsewhere.Address + "/files";
        int count = 0;
        _elsewhere.Serve = request => count++ == 0 ? HubReply.Error(403) : ServedRepository.Content(request, ServedModel.Weights);

        await GetAsync();

        Assert.Equal(2, Model.Server.Requests.Count(request => request.Method == "HEAD" && request.Path.Contains("safetensors", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(403, "GatedRepo", nameof(HubFailure.Refused), "akin/leaf is gated: accept its terms at ")]
    [InlineData(401, "GatedRepo", nameof(HubFailure.Refused), "set HF_TOKEN to a token of the account that did")]
    [InlineData(401, "RepoNotFound", nameof(HubFailure.NoRepository), "There is no model akin/leaf on 127.0.0.1")]
    [InlineData(404, "RepoNotFound", nameof(HubFailure.NoRepository), "or it is private")]
    [InlineData(404, null, nameof(HubFailure.NoRepository), "There is no model akin/leaf")]
    [InlineData(401, null, nameof(HubFailure.Refused), "does not accept the token")]
    [InlineData(403, null, nameof(HubFailure.Refused), "refuses access to http://127.0.0.1")]
    [InlineData(403, "DisabledRepo", nameof(HubFailure.Refused), "has been disabled")]
    [InlineData(404, "RevisionNotFound", nameof(HubFailure.NoRevision), "has no revision main")]
    [InlineData(418, null, nameof(HubFailure.BadAnswer), "status 418")]
    public async Task ARefusal_IsExplained(int status, string? code, string failure, string words)
    {
        Model.Server.Misbehave = _ => HubReply.Error(status, code);

        await AssertFailsAsync(Enum.Parse<HubFailure>(failure), words);

        Assert.Single(Model.Server.Requests);
    }

    [Fact]
    public async Task AFileThatIsGone_IsNotedAsPythonDoes()
    {
        Model.Server.Misbehave = request => request.Path.EndsWith("/config.json", StringComparison.Ordinal) ? HubReply.Error(404, "EntryNotFound") : null;

        await AssertFailsAsync(HubFailure.NoFile, "has no file config.json");

        Assert.Contains($"hub/models--akin--leaf/.no_exist/{ServedModel.Commit}/config.json", Cache.Tree());
    }

    [Fact]
    public async Task AGatedFile_IsExplained()
    {
        Model.Server.Misbehave = request => request.Path.Contains("/resolve/", StringComparison.Ordinal) ? HubReply.Error(403, "GatedRepo") : null;

        await AssertFailsAsync(HubFailure.Refused, $"accept its terms at {Model.Server.Address}/akin/leaf,");
    }

    [Theory]
    [InlineData("../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/../../evil")]
    [InlineData("a//b")]
    [InlineData("a\\\\..\\\\evil")]
    [InlineData("C:evil")]
    [InlineData("")]
    [InlineData("a\\u0000b")]
    public async Task AListWithANameThatLeadsOut_IsRefused(string name)
    {
        string entry = $"{{\"type\":\"file\",\"path\":\"{name}\",\"size\":3,\"oid\":\"{new string('a', 40)}\"}}";
        Model.Server.Misbehave = request => request.Path.Contains("/tree/", StringComparison.Ordinal) ? HubReply.Json($"[{entry}]") : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "would lead out of the cache");

        Assert.False(Directory.Exists(Cache.Hub));
    }

    [Theory]
    [InlineData("{\"type\":\"file\",\"path\":\"config.json\",\"size\":-1,\"oid\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "without a sound size")]
    [InlineData("{\"type\":\"file\",\"path\":\"config.json\",\"size\":5,\"oid\":\"../../evil\"}", "without a sound size")]
    [InlineData("{\"type\":\"file\",\"path\":\"config.json\",\"size\":\"5\",\"oid\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "another form")]
    [InlineData("{\"type\":\"file\",\"path\":\"config.json\",\"size\":5.5,\"oid\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "cannot be used")]
    [InlineData("{\"path\":\"config.json\"}", "another form")]
    [InlineData("7", "another form")]
    public async Task AListThatIsNone_IsRefused(string entry, string words)
    {
        Model.Server.Misbehave = request => request.Path.Contains("/tree/", StringComparison.Ordinal) ? HubReply.Json($"[{entry}]") : null;

        await AssertFailsAsync(HubFailure.BadAnswer, words);
    }

    [Theory]
    [InlineData("\"../../evil\"")]
    [InlineData("\"\"")]
    [InlineData("\".hidden\"")]
    public async Task ATagThatIsNoName_IsRefused(string tag)
    {
        Model.Server.Misbehave = request => request.Method == "HEAD" ? new HubReply(200, [], ("ETag", tag)) { HidesLength = true } : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "an ETag that cannot name a file");
    }

    [Fact]
    public async Task AFileOfAnotherCommit_IsRefused()
    {
        Model.Server.Misbehave = request => request.Method == "HEAD" ? new HubReply(200, [], ("ETag", "\"abc\""), ("X-Repo-Commit", ServedModel.OtherCommit)) { HidesLength = true } : null;

        await AssertFailsAsync(HubFailure.BadAnswer, "from another commit");
    }

    [Fact]
    public async Task AnIndexThatNamesOtherFiles_IsRefused()
    {
        Dictionary<string, byte[]> files = ServedModel.Files();
        files.Remove("model.safetensors");
        files["model.safetensors.index.json"] = ServedModel.Text("{\"weight_map\": {\"a\": \"../../evil.safetensors\"}}");
        Model.Repository.Commit(ServedModel.Commit, files, "main");
        using HubClient client = new(Settings);

        CheckpointException exception = await Assert.ThrowsAsync<CheckpointException>(
            () => client.GetModelAsync(new HubId(HubRepositoryKind.Model, ServedModel.Name, "main"), null, TestContext.Current.CancellationToken));

        Assert.Contains("names a file that akin/leaf does not have", exception.Message, StringComparison.Ordinal);
    }
}

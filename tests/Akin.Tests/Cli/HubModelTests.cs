using System.Diagnostics;
using System.Text.Json;
using Akin.Galleries;
using Akin.Testing;
using Akin.Testing.Hub;

namespace Akin.Tests.Cli;

/// <summary>The tool with a model of the Hub, which is a server on this machine that serves akin-mini as <c>akin/mini</c>.</summary>
public sealed class HubModelTests : IDisposable
{
    private const int BadInput = 1;

    private const int SystemRefused = 3;

    private const int Stopped = 130;

    private const string Commit = "3333333333333333333333333333333333333333";

    private readonly TemporaryFolder _folder = new();
    private readonly HubServer _server = new();
    private readonly Dictionary<string, string> _variables = [];

    public HubModelTests()
    {
        ServedRepository repository = new("akin/mini");
        repository.Commit(Commit, Directory.EnumerateFiles(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini")).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), "main");
        _server.Serve = repository.Serve;
        _variables["HF_ENDPOINT"] = _server.Address;
        _variables["HF_HOME"] = _folder["hf"];
        _variables["HF_TOKEN"] = "hf_neverprinted";
        for (int index = 0; index < 4; index++)
        {
            TestPicture.Write(_folder[$"pictures/a/{index}.bmp"], index);
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Index_DownloadsTheModel_AndTheGalleryOpensItAgainWithoutTheNetwork()
    {
        ToolResult index = (await RunAsync("index", "pictures", "--gallery", "g.akin", "--model", "akin/mini")).AssertDone();
        _server.ForgetRequests();

        ToolResult search = (await RunAsync("search", "pictures/a/2.bmp", "--gallery", "g.akin", "--top", "1")).AssertDone();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();

        Assert.Contains("with akin/mini into g.akin", index.Output, StringComparison.Ordinal);
        Assert.Matches(@"akin/mini: 7\.8 of 7\.8 MB, .* MB/s", index.Error);
        Assert.Contains("a/2.bmp", search.Output, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
        using Gallery gallery = Gallery.Open(_folder["g.akin"]);
        Assert.Equal($"akin/mini@{Commit}", gallery.Info.Model);
    }

    [Fact]
    public async Task AFolderOfThatName_IsTakenFirst()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini")))
        {
            File.Copy(file, _folder[$"akin/mini/{Path.GetFileName(file)}"]);
        }

        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertDone();

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task TwoProcesses_DownloadOnce()
    {
        Task<ToolResult>[] runs = [.. Enumerable.Range(0, 2).Select(index => RunAsync("embed", "pictures", "--out", $"e{index}.npy", "--model", "akin/mini"))];
        foreach (Task<ToolResult> run in runs)
        {
            (await run).AssertDone();
        }

        Assert.Single(_server.Requests, request => request.Method == "GET" && request.Path.Contains("model.safetensors", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllBytes(_folder["e0.npy"]), File.ReadAllBytes(_folder["e1.npy"]));
    }

    [Fact]
    public async Task Offline_TakesTheCacheOrSaysWhatItLacks()
    {
        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertDone();
        _server.ForgetRequests();
        _variables["HF_HUB_OFFLINE"] = "1";

        (await RunAsync("embed", "pictures", "--out", "f.npy", "--model", "akin/mini")).AssertDone();
        (await RunAsync("embed", "pictures", "--out", "g.npy", "--model", "akin/other")).AssertFailed(BadInput, "The model akin/other is not whole in the cache");

        Assert.Empty(_server.Requests);
        Assert.Equal(File.ReadAllBytes(_folder["e.npy"]), File.ReadAllBytes(_folder["f.npy"]));
    }

    [Fact]
    public async Task AServerThatDoesNotAnswer_IsReplacedByTheCache_AndItIsSaid()
    {
        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertDone();
        _variables["HF_ENDPOINT"] = "http://127.0.0.1:1";

        ToolResult again = (await RunAsync("embed", "pictures", "--out", "f.npy", "--model", "akin/mini")).AssertDone();
        (await RunAsync("embed", "pictures", "--out", "f.npy", "--model", "akin/other")).AssertFailed(SystemRefused, "127.0.0.1:1 cannot be reached");

        Assert.Contains("127.0.0.1:1 cannot be reached", again.Error, StringComparison.Ordinal);
        Assert.Contains($"at commit {Commit[..12]}", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akin/none", "There is no model akin/none on 127.0.0.1")]
    [InlineData("akin/mini@v9", "has no revision v9")]
    [InlineData("mini", "name the folder of a checkpoint, a model of the Hub as owner/name")]
    [InlineData("a/b/c", "There is no encoder a/b/c")]
    public async Task AModelThatIsNone_IsNamed(string model, string words)
    {
        ToolResult result = await RunAsync("embed", "pictures", "--out", "e.npy", "--model", model);

        result.AssertFailed(BadInput, words);
        Assert.DoesNotContain("neverprinted", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGatedModel_SaysWhatToDo()
    {
        _server.Misbehave = request => request.Path.Contains("/resolve/", StringComparison.Ordinal) ? HubReply.Error(403, "GatedRepo") : null;

        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertFailed(BadInput, "is gated: accept its terms at");
    }

    [Theory]
    [InlineData("HF_ENDPOINT", "nowhere", "HF_ENDPOINT is no address")]
    [InlineData("HF_TOKEN", "two words", "The token in HF_TOKEN has characters")]
    public async Task AWrongVariable_IsNamed(string variable, string value, string words)
    {
        _variables[variable] = value;

        ToolResult result = await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini");

        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Contains(result.ExitCode, (int[])[BadInput, SystemRefused]);
        Assert.DoesNotContain(value, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFullDisk_IsReported()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder["small"], sizeInBytes: 2 * 1024 * 1024);
        _variables["HF_HOME"] = _folder["small"];

        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertFailed(SystemRefused, "is too full: akin/mini needs");
    }

    [Fact]
    public async Task ACacheThatCannotBeWritten_IsReported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses /proc, which nobody can write.");
        _variables["HF_HUB_CACHE"] = "/proc/hub";

        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertFailed(SystemRefused, "The model cache /proc/hub");
    }

    [Fact]
    public async Task Interrupting_SaysWhatIsHere_AndTheNextRunGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a POSIX signal.");
        _server.Misbehave = request => IsContent(request) ? ServedRepository.Content(request, Weights()) with { StallAfter = 1_000_000 } : null;
        Process tool = AkinTool.Start(_folder.Path, _variables, "embed", "pictures", "--out", "e.npy", "--model", "akin/mini");
        while (!tool.HasExited && IncompleteLength() < 1_000_000)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        using (Process kill = Process.Start("kill", ["-INT", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ToolResult stopped = await AkinTool.EndOfAsync(tool);
        stopped.AssertFailed(Stopped, "of akin/mini are here, and the same command goes on from there.");
        _server.Misbehave = _ => null;
        _server.ForgetRequests();
        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertDone();
        Assert.Equal("bytes=1000000-", Assert.Single(_server.Requests, IsContent).Range);
    }

    [Fact]
    public async Task Models_ListsWhatIsHere()
    {
        (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertDone();

        ToolResult text = (await RunAsync("models")).AssertDone();
        ToolResult json = (await RunAsync("models", "--json")).AssertDone();

        Assert.Contains("akin-mini  ", text.Output, StringComparison.Ordinal);
        Assert.Contains($"  {Commit[..12]} (main): runs", text.Output, StringComparison.Ordinal);
        string[] lines = json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using JsonDocument model = JsonDocument.Parse(lines.Single(line => line.Contains("akin/mini", StringComparison.Ordinal)));
        Assert.Equal(["model", "folder", "bytes", "revisions"], model.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(_folder["hf/hub/models--akin--mini"], model.RootElement.GetProperty("folder").GetString());
        Assert.InRange(model.RootElement.GetProperty("bytes").GetInt64(), 7_763_000, 7_770_000);
        JsonElement revision = model.RootElement.GetProperty("revisions")[0];
        Assert.Equal(["commit", "references", "folder", "runs", "problem"], revision.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Commit, revision.GetProperty("commit").GetString());
        Assert.True(revision.GetProperty("runs").GetBoolean());
    }

    [Fact]
    public async Task ProgressBars_CanBeSwitchedOff()
    {
        _variables["HF_HUB_DISABLE_PROGRESS_BARS"] = "1";

        ToolResult result = (await RunAsync("embed", "pictures", "--out", "e.npy", "--model", "akin/mini")).AssertDone();

        Assert.DoesNotContain("MB/s", result.Error, StringComparison.Ordinal);
    }

    private static bool IsContent(HubRequest request) => request.Method == "GET" && request.Path.EndsWith("model.safetensors?cdn=1", StringComparison.Ordinal);

    private static byte[] Weights() => File.ReadAllBytes(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "model.safetensors"));

    private long IncompleteLength()
    {
        DirectoryInfo blobs = new(_folder["hf/hub/models--akin--mini/blobs"]);
        return blobs.Exists ? blobs.EnumerateFiles("*.incomplete").Sum(file => file.Length) : 0;
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.EndOfAsync(AkinTool.Start(_folder.Path, _variables, arguments));
}

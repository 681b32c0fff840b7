namespace Akin.Tests.Cli;

public sealed class PrivacyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>ONNX Runtime's telemetry begins with a number of the device and a database of events in the user's cache. Under continuous integration it is silent by itself.</summary>
    [Fact]
    public async Task Embed_LeavesNoTelemetryBehind()
    {
        TestPicture.Write(_folder["picture.bmp"], 1);
        string home = Directory.CreateDirectory(_folder["home"]).FullName;
        Dictionary<string, string> variables = new() { ["HOME"] = home, ["XDG_CACHE_HOME"] = Path.Combine(home, "cache"), ["CI"] = string.Empty };

        ToolResult result = await AkinTool.EndOfAsync(AkinTool.Start(_folder.Path, variables, "embed", "picture.bmp", "--out", "e.npy"));

        result.AssertDone();
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories), path => path.Contains("onnxruntime", StringComparison.Ordinal));
    }
}

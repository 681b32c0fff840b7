namespace Akin.Tests.Cli;

public sealed class ThreadAndDeviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ThreadAndDeviceTests()
    {
        for (int index = 0; index < 6; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index}.bmp"], index);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Threads_DoNotChangeResults()
    {
        (await RunAsync("embed", "pictures", "--out", "one.npy", "--threads", "1")).AssertDone();
        (await RunAsync("embed", "pictures", "--out", "five.npy", "--threads", "5")).AssertDone();
        (await RunAsync("index", "pictures", "--gallery", "g.akin", "--threads", "3")).AssertDone();
        ToolResult one = (await RunAsync("search", "pictures/2.bmp", "--gallery", "g.akin", "--json", "--threads", "1")).AssertDone();
        ToolResult three = (await RunAsync("search", "pictures/2.bmp", "--gallery", "g.akin", "--json", "--threads", "3")).AssertDone();

        Assert.Equal(File.ReadAllBytes(_folder["one.npy"]), File.ReadAllBytes(_folder["five.npy"]));
        Assert.Equal(one.Output, three.Output);
    }

    [Fact]
    public async Task Device_IsTheProcessor_OrNamesThePackageThatIsMissing()
    {
        (await RunAsync("embed", "pictures", "--out", "named.npy", "--device", "cpu")).AssertDone();
        (await RunAsync("embed", "pictures", "--out", "default.npy")).AssertDone();

        Assert.Equal(File.ReadAllBytes(_folder["default.npy"]), File.ReadAllBytes(_folder["named.npy"]));
        (await RunAsync("embed", "pictures", "--out", "e.npy", "--device", "cuda:0")).AssertFailed(1, "Microsoft.ML.OnnxRuntime.Gpu");
    }

    [Theory]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "-2")]
    [InlineData("--threads", "many")]
    [InlineData("--threads", "99999")]
    [InlineData("--device", "gpu")]
    [InlineData("--device", "cuda:x")]
    public async Task Embed_RefusesWhatIsNoCountOrDevice(string option, string value)
    {
        ToolResult result = await RunAsync("embed", "pictures", "--out", "e.npy", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(value, result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}

namespace Akin.Tests.Cli;

/// <summary>The tool is started with standard streams closed, or with such as cannot be written.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private const int BadInput = 1;

    private readonly TemporaryFolder _folder = new();

    public StandardStreamTests() => TestPicture.Write(_folder["pictures/a/1.bmp"], 1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">&- 2>&-")]
    public async Task AnErrorThatCannotBeSaid_IsStillAnExitCode(string redirection)
    {
        ToolResult result = await ShellAsync($"search none.bmp --gallery g.akin {redirection}");

        Assert.Equal(BadInput, result.ExitCode);
    }

    [Fact]
    public async Task AClosedStandardInput_IsAListWithoutALine()
    {
        await IndexAsync();

        ToolResult result = await ShellAsync("search --list - --gallery g.akin <&-");

        result.AssertFailed(BadInput, "There is nothing to search for");
    }

    [Fact]
    public async Task ClosedOutputs_HinderNoWork_AndNothingElseIsWrittenTo()
    {
        await IndexAsync();
        TestPicture.Write(_folder["pictures/a/2.bmp"], 2);
        File.WriteAllText(_folder["pictures/a/notes.txt"], "no picture");

        ToolResult result = await ShellAsync("index --gallery g.akin <&- >&- 2>&-");

        Assert.Equal(0, result.ExitCode);
        (await AkinTool.RunAsync(_folder.Path, "verify", "g.akin")).AssertDone();
        Assert.Contains("pictures     2", (await AkinTool.RunAsync(_folder.Path, "info", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
    }

    private async Task IndexAsync() => (await AkinTool.RunAsync(_folder.Path, "index", "pictures", "--gallery", "g.akin")).AssertDone();

    private Task<ToolResult> ShellAsync(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Closes streams by a shell, and writes to /dev/full.");
        return AkinTool.EndOfAsync(AkinTool.StartBy("bash", _folder.Path, new Dictionary<string, string>(), "-c", $"timeout 60 dotnet '{AkinTool.Assembly}' {command}"));
    }
}

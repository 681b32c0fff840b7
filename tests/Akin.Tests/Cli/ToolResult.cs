namespace Akin.Tests.Cli;

/// <summary>What a run of the tool left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts that the run failed as a user should see it: one sentence, no stack trace.</summary>
    public void AssertFailed(int exitCode, string words)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, expected {exitCode}\n{Output}\n{Error}");
        string sentence = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("akin: ", StringComparison.Ordinal));
        Assert.Contains(words, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
    }

    /// <summary>Asserts that the run went well.</summary>
    public ToolResult AssertDone()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }
}

using System.Diagnostics;
using System.Text.Json;
using Akin.Galleries;
using Akin.Tests.Cli;

namespace Akin.Tests.Durability;

/// <summary>A run of the tool whose progress is followed line by line, so that a test knows at which stage it is. Disposed, it is ended.</summary>
internal sealed class FollowedTool : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _messages = [];

    private FollowedTool(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What the tool told last; null before its first line.</summary>
    public IndexProgress? Latest { get; private set; }

    /// <summary>The process' number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a command that takes <c>--progress json</c>.</summary>
    public static FollowedTool Start(string workingFolder, params string[] arguments) => new(AkinTool.Start(workingFolder, [.. arguments, "--progress", "json"]));

    /// <summary>Takes the next line of progress, and waits for it; false where the tool has ended.</summary>
    public bool Next()
    {
        while (_process.StandardError.ReadLine() is string line)
        {
            if (!line.StartsWith('{'))
            {
                _messages.Add(line);
                continue;
            }

            using JsonDocument step = JsonDocument.Parse(line);
            Latest = new IndexProgress(step.RootElement.GetProperty("done").GetInt32(), step.RootElement.GetProperty("total").GetInt32())
            {
                Stage = Enum.Parse<IndexStage>(step.RootElement.GetProperty("stage").GetString()!, ignoreCase: true),
                CommittedCount = step.RootElement.GetProperty("committed").GetInt32(),
            };
            return true;
        }

        return false;
    }

    /// <summary>Takes lines until one fits; false where the tool has ended before.</summary>
    public bool WaitFor(Func<IndexProgress, bool> fits)
    {
        while (Next())
        {
            if (fits(Latest!))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Kills the tool. What it told until then is in <see cref="Latest"/>, so that it says at which stage it was.</summary>
    /// <returns>Whether it was still running.</returns>
    public bool Kill()
    {
        _process.Kill();
        ReadToEnd();
        _process.WaitForExit();
        return _process.ExitCode == 128 + 9;
    }

    /// <summary>Waits for the tool's own end.</summary>
    public ToolResult End()
    {
        ReadToEnd();
        _process.WaitForExit();
        return new ToolResult(_process.ExitCode, _output.GetAwaiter().GetResult(), string.Join('\n', _messages));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void ReadToEnd()
    {
        while (Next())
        {
        }
    }
}

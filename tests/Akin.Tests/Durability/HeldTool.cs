using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Akin.Galleries;
using Akin.Tests.Cli;

namespace Akin.Tests.Durability;

/// <summary>
/// A run of the tool that is held at moments of choice, all its threads at once and between two calls of the system, so that its files can be copied as they are at that moment. It writes its
/// progress into a file, so that what it told before it was held is known exactly. For Linux. Disposed, it is ended.
/// </summary>
internal sealed partial class HeldTool : IDisposable
{
    private const int StopSignal = 19;

    private const int ContinueSignal = 18;

    private readonly Process _process;
    private readonly string _progressPath;

    private HeldTool(Process process, string progressPath)
    {
        _process = process;
        _progressPath = progressPath;
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a command that takes <c>--progress json</c>.</summary>
    public static HeldTool Start(string workingFolder, params string[] arguments)
    {
        string progressPath = Path.Combine(workingFolder, "progress");
        File.Delete(progressPath);
        ProcessStartInfo start = new("bash") { WorkingDirectory = workingFolder };
        foreach (string argument in (string[])["-c", "exec dotnet \"$@\" > output 2> progress", "akin", AkinTool.Assembly, .. arguments, "--progress", "json"])
        {
            start.ArgumentList.Add(argument);
        }

        return new HeldTool(Process.Start(start)!, progressPath);
    }

    /// <summary>Holds it; false where it has ended.</summary>
    public bool Hold()
    {
        if (_process.HasExited || Send(_process.Id, StopSignal) != 0)
        {
            return false;
        }

        while (!_process.HasExited)
        {
            if (IsHeld())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets it go on.</summary>
    public void GoOn() => _ = Send(_process.Id, ContinueSignal);

    /// <summary>What it told last; null where it has not told anything.</summary>
    public IndexProgress? Latest()
    {
        if (!File.Exists(_progressPath))
        {
            return null;
        }

        using FileStream file = new(_progressPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Max(0, file.Length - 1024);
        using StreamReader reader = new(file);
        string text = reader.ReadToEnd();
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.LastOrDefault(line => line.StartsWith("{\"stage\"", StringComparison.Ordinal)) is not string last)
        {
            return null;
        }

        using JsonDocument step = JsonDocument.Parse(last);
        return new IndexProgress(step.RootElement.GetProperty("done").GetInt32(), step.RootElement.GetProperty("total").GetInt32())
        {
            Stage = Enum.Parse<IndexStage>(step.RootElement.GetProperty("stage").GetString()!, ignoreCase: true),
            CommittedCount = step.RootElement.GetProperty("committed").GetInt32(),
        };
    }

    /// <summary>Waits for its end.</summary>
    public void AssertDone()
    {
        _process.WaitForExit();
        Assert.True(_process.ExitCode == 0, $"exit code {_process.ExitCode}\n{File.ReadAllText(_progressPath)}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private bool IsHeld()
    {
        try
        {
            // The state stands behind the name, which is in brackets. 'T' is stopped.
            return Directory.EnumerateDirectories($"/proc/{_process.Id}/task").All(task => File.ReadAllText(task + "/stat") is string stat && stat[stat.LastIndexOf(')') + 2] == 'T');
        }
        catch (IOException)
        {
            // A thread, or the process, has just ended.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int processId, int signal);
}

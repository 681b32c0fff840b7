using System.Diagnostics;
using Akin.Testing;

namespace Akin.Tests.Cli;

/// <summary>The real tool, run as a process.</summary>
internal static class AkinTool
{
    /// <summary>The tool's assembly, for tests that start it their own way.</summary>
    public static string Assembly { get; } = Find();

    /// <summary>Runs a command line in a folder and waits for its end.</summary>
    public static Task<ToolResult> RunAsync(string workingFolder, params string[] arguments) => EndOfAsync(Start(workingFolder, arguments));

    /// <summary>Starts a command line, to be stopped by the test.</summary>
    public static Process Start(string workingFolder, params string[] arguments) => Start(workingFolder, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a command line with variables of its own.</summary>
    public static Process Start(string workingFolder, IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        StartBy("dotnet", workingFolder, variables, [Assembly, .. arguments]);

    /// <summary>Starts another program, which starts the tool.</summary>
    public static Process StartBy(string program, string workingFolder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        ProcessStartInfo start = new(program)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end of a started tool.</summary>
    public static async Task<ToolResult> EndOfAsync(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new ToolResult(process.ExitCode, await output, await error);
        }
    }

    private static string Find()
    {
        // The tests' own folder says which configuration was built: .../bin/Release/net10.0/linux-x64/
        string relative = Path.GetRelativePath(Path.Combine(SharedFiles.Repository, "tests", "Akin.Tests", "bin"), AppContext.BaseDirectory);
        return Path.Combine(SharedFiles.Repository, "src", "Akin.Cli", "bin", relative, "Akin.Cli.dll");
    }
}

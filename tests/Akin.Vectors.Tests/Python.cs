using System.Diagnostics;

namespace Akin.Vectors.Tests;

/// <summary>
/// Runs short scripts of the system's Python with NumPy and FAISS (Debian's <c>python3-numpy</c> and <c>python3-faiss</c>). A test that finds them absent skips and says so;
/// with <c>AKIN_REQUIRE_PYTHON=1</c>, as continuous integration sets it where it can install them, it fails instead.
/// </summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<string?> WhyAbsent = new(() => File.Exists(Interpreter) ? Start("import faiss, numpy", []) : $"{Interpreter} does not exist");

    /// <summary>Runs a script, whose <c>sys.argv</c> holds the arguments from 1 on; what it fails with fails the test.</summary>
    public static void Run(string script, params string[] arguments)
    {
        if (WhyAbsent.Value is string reason)
        {
            string message = $"Needs {Interpreter} with NumPy and FAISS, install python3-numpy and python3-faiss: {reason}";
            if (Environment.GetEnvironmentVariable("AKIN_REQUIRE_PYTHON") == "1")
            {
                Assert.Fail(message);
            }

            Assert.Skip(message);
        }

        if (Start(script, arguments) is string failure)
        {
            Assert.Fail(failure);
        }
    }

    /// <summary>Runs a script; null where it ended well, else what it said.</summary>
    private static string? Start(string script, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script, .. arguments]) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : errors.Trim();
    }
}

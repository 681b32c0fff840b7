using System.Diagnostics;
using System.Globalization;

namespace Akin.Fuzz;

/// <summary>
/// The watching process: starts a worker, starts the next one behind the file that ended it, keeps that file, and prints the table.
/// </summary>
internal sealed class FuzzRun(MutatedFiles files, int fileCount, string folder)
{
    /// <summary>A file that takes longer counts as a hang. The slowest takes a second or two; the machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const long MostMegabytes = 1000;

    private readonly Dictionary<string, FormatTally> _tallies = files.Formats.ToDictionary(format => format, _ => new FormatTally());

    /// <summary>Runs all files; false if one crashed, hung or took too much memory.</summary>
    internal bool Run()
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int next = 0; next < fileCount;)
        {
            next = RunWorker(next);
            Console.Error.WriteLine($"{next} of {fileCount} files, {watch.Elapsed.TotalSeconds:0} s");
        }

        FormatTally all = new();
        Console.WriteLine(FormatTally.Head);
        foreach ((string format, FormatTally tally) in _tallies)
        {
            Console.WriteLine(tally.Row(format));
            all.Add(tally);
        }

        Console.WriteLine(all.Row("all"));
        return all is { Crashes: 0, Hangs: 0, Heavy: 0 };
    }

    // Returns the first file that the worker did not finish, or the end.
    private int RunWorker(int first)
    {
        // A worker of its own every so often, so that none is too old to tell.
        const int FilesPerWorker = 5000;
        int end = Math.Min(fileCount, first + FilesPerWorker);
        using Process worker = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments(first, end)) { RedirectStandardOutput = true })!;
        int current = -1;
        for (int next = first; next < end;)
        {
            Task<string?> line = worker.StandardOutput.ReadLineAsync();
            if (!line.Wait(Patience))
            {
                worker.Kill();
                _tallies[files.FormatOf(next)].Hangs++;
                Keep(next, "hang");
                return next + 1;
            }

            switch (line.Result?.Split(' ', 6))
            {
                case null:
                    worker.WaitForExit();
                    if (current < 0)
                    {
                        throw new InvalidOperationException($"The worker ended with code {worker.ExitCode} before its first file.");
                    }

                    _tallies[files.FormatOf(next)].Crashes++;
                    Keep(next, $"crash-{worker.ExitCode}");
                    return next + 1;
                case [string index]:
                    current = int.Parse(index, CultureInfo.InvariantCulture);
                    break;
                case [_, string outcome, string isPastHeader, string milliseconds, string megabytes, string reason]:
                    Count(current, outcome, isPastHeader == "1", milliseconds, megabytes, reason);
                    next = current + 1;
                    break;
            }
        }

        worker.WaitForExit();
        return end;
    }

    private string[] Arguments(int first, int end)
    {
        string[] worker = ["worker", $"{files.Seed}", $"{first}", $"{end}"];
        return Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0], .. worker] : worker;
    }

    private void Count(int index, string outcome, bool isPastHeader, string milliseconds, string megabytes, string reason)
    {
        FormatTally tally = _tallies[files.FormatOf(index)];
        long peak = long.Parse(megabytes, CultureInfo.InvariantCulture);
        if (outcome == "broken")
        {
            tally.Crashes++;
            Keep(index, "exception");
            Console.Error.WriteLine(reason);
            return;
        }

        tally.Add(outcome == "decoded", isPastHeader, double.Parse(milliseconds, CultureInfo.InvariantCulture), peak);
        if (peak > MostMegabytes)
        {
            tally.Heavy++;
            Keep(index, $"{peak}-MB");
        }
    }

    private void Keep(int index, string what)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{files.Seed}-{index}-{what}.{files.FormatOf(index).ToLowerInvariant()}");
        File.WriteAllBytes(path, files.Make(index));
        Console.Error.WriteLine($"kept {path}");
    }
}

using System.Diagnostics;
using System.Globalization;
using Akin.Vision.Decoding;

namespace Akin.Fuzz;

/// <summary>The watched process: decodes files one after the other and says what it is about to do and what came of it, a line each.</summary>
internal static class Worker
{
    private const long LargeBytes = 200_000_000;

    /// <summary>
    /// Files <paramref name="first"/> up to, without, <paramref name="end"/>. Before a file: its index. After it: <c>index outcome pastHeader milliseconds megabytes</c>,
    /// where the outcome is <c>decoded</c>, <c>refused</c> or <c>broken</c> (an exception that no caller expects) and the megabytes are the process's peak.
    /// </summary>
    internal static void Run(MutatedFiles files, int first, int end)
    {
        ImageDecoder decoder = new();

        // Whoever gets here has read the header: the edges are the first thing that is checked.
        ImageDecoder edgesOnly = new(new DecodeLimits { Pixels = 1 });
        for (int index = first; index < end; index++)
        {
            byte[] file = files.Make(index);
            Console.WriteLine(index);
            Console.Out.Flush();
            ResetPeak();
            Stopwatch watch = Stopwatch.StartNew();
            string outcome = Decode(decoder, file, out string reason);
            double milliseconds = watch.Elapsed.TotalMilliseconds;
            long peak = Peak();
            bool isPastHeader = outcome == "decoded" || (Decode(edgesOnly, file, out string edgesReason) == "refused"
                && edgesReason.Contains("pixels", StringComparison.Ordinal));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{index} {outcome} {(isPastHeader ? 1 : 0)} {milliseconds:0.0} {peak / 1_000_000} {reason}"));
            Console.Out.Flush();
            if (Environment.WorkingSet > LargeBytes)
            {
                // What is left of a large picture is not the next one's.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }

    private static string Decode(ImageDecoder decoder, byte[] file, out string reason)
    {
        try
        {
            using PixelImage picture = decoder.Decode(file);
            reason = string.Empty;
            return picture.Pixels.Length == picture.Width * picture.Height * 3 ? "decoded" : "broken";
        }
        catch (ImageDecodeException exception)
        {
            reason = exception.Message;
            return reason.Length > 0 && !reason.Contains('\n', StringComparison.Ordinal) ? "refused" : "broken";
        }
        catch (Exception exception)
        {
            reason = exception.ToString().ReplaceLineEndings(" ");
            return "broken";
        }
    }

    // Linux forgets the peak on request; elsewhere it is that of the process so far.
    private static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    private static long Peak()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}

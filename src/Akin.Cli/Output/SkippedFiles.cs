using Akin.Datasets;

namespace Akin.Cli.Output;

/// <summary>Lists files that were skipped, each with its reason, on standard error.</summary>
internal static class SkippedFiles
{
    /// <summary>Where a gallery has recorded them, a longer list ends with its rest's count, so that a folder of other things does not bury the result.</summary>
    private const int PrintedCount = 50;

    /// <summary>Prints the list.</summary>
    /// <param name="rejected">The files.</param>
    /// <param name="galleryPath">The gallery that has recorded them, or null where nothing has: then all are printed.</param>
    public static void Print(IReadOnlyList<RejectedFile> rejected, string? galleryPath = null)
    {
        if (rejected.Count == 0)
        {
            return;
        }

        int printedCount = galleryPath is null ? rejected.Count : Math.Min(rejected.Count, PrintedCount);
        Console.Error.WriteLine(rejected.Count == 1 ? "Skipped 1 file:" : $"Skipped {rejected.Count:N0} files:");
        foreach (RejectedFile file in rejected.Take(printedCount))
        {
            Console.Error.WriteLine($"  {Printable.Text(file.Key)}: {file.Reason}");
        }

        if (rejected.Count > printedCount)
        {
            Console.Error.WriteLine($"  ... and {rejected.Count - printedCount:N0} more: 'akin info {galleryPath} --skipped' lists them all.");
        }
    }
}

using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Says in one line what an indexing run did.</summary>
internal static class IndexSummary
{
    /// <summary>The same for a run of which nobody waits for the end.</summary>
    public static string Describe(IndexReport report, string galleryPath) => Describe(report, galleryPath, string.Empty);

    /// <summary>For example "3 pictures indexed in 0.1 s, 2 moved, 40 unchanged, 1 removed, 0 skipped. photos.akin holds 45."</summary>
    public static string Describe(IndexReport report, string galleryPath, double seconds) => Describe(report, galleryPath, $" in {seconds:F1} s");

    private static string Describe(IndexReport report, string galleryPath, string time)
    {
        string moved = report.MovedCount > 0 ? $"{report.MovedCount:N0} moved, " : string.Empty;
        string duplicates = report.DuplicateCount > 0 ? $"{report.DuplicateCount:N0} with the content of others, " : string.Empty;
        return $"{Counted.Pictures(report.IndexedCount)} indexed{time}, {moved}{duplicates}{report.UnchangedCount:N0} unchanged, {report.RemovedCount:N0} removed, {report.Rejected.Count:N0} skipped. {galleryPath} holds {report.PictureCount:N0}.";
    }
}

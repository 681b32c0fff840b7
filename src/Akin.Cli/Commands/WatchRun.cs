using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin index --watch</c>: follows folders until it is stopped, and says what each run changed.</summary>
internal sealed class WatchRun
{
    private readonly string _galleryPath;
    private HashSet<RejectedFile> _told = [];
    private string? _missing;

    private WatchRun(string galleryPath) => _galleryPath = galleryPath;

    /// <summary>Returns when a signal has stopped it.</summary>
    public static async Task RunAsync(IReadOnlyList<RootFolder> folders, string galleryPath, ImageEncoder encoder, IndexOptions options, ProgressFormat format, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Watching {IndexCommand.Describe(folders)} with {encoder.Name} into {galleryPath}");
        WatchRun run = new(galleryPath);
        ProgressDisplay? progress = ProgressDisplay.Start(format);
        try
        {
            await foreach (IndexReport report in Gallery.WatchAsync(galleryPath, folders, encoder, options, progress, cancellationToken))
            {
                bool isFirst = progress is not null;
                progress?.Dispose();
                progress = null;
                run.Tell(report, isFirst);
            }
        }
        finally
        {
            progress?.Dispose();
        }

        Console.WriteLine("Stopped watching.");
    }

    private void Tell(IndexReport report, bool isFirst)
    {
        SkippedFiles.Print([.. report.Rejected.Where(file => !_told.Contains(file))], _galleryPath);
        _told = [.. report.Rejected];
        if (isFirst || report.IndexedCount + report.MovedCount + report.DuplicateCount + report.RemovedCount > 0)
        {
            Console.WriteLine(IndexSummary.Describe(report, _galleryPath));
        }

        string? missing = report.MissingRoots.Count > 0 ? MissingRoots.Explain(report.MissingRoots, _galleryPath) : null;
        if (missing is not null && missing != _missing)
        {
            Console.Error.WriteLine(missing);
        }

        _missing = missing;
    }
}

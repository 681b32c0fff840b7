using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>What galleries tell of their work by <c>System.Diagnostics</c>, as <c>docs/telemetry.md</c> lists it. Costs a test of a flag where nobody listens.</summary>
internal static class GalleryTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Akin";

    /// <summary>The name of the gallery's folder.</summary>
    public const string GalleryTag = "akin.gallery.name";

    /// <summary>The name of the encoder.</summary>
    public const string EncoderTag = "akin.encoder.name";

    /// <summary>Components of an embedding.</summary>
    public const string DimensionsTag = "akin.encoder.dimensions";

    /// <summary>Pictures in the gallery.</summary>
    public const string PictureCountTag = "akin.gallery.pictures";

    /// <summary>How the gallery was searched: the mode that gave the answer, which is another one than was asked for where an index turned out to be damaged.</summary>
    public const string ModeTag = "akin.search.mode";

    /// <summary>Matches that are asked for.</summary>
    public const string MatchCountTag = "akin.search.match_count";

    /// <summary>Queries that are searched at once.</summary>
    public const string QueryCountTag = "akin.search.query_count";

    private const string OutcomeTag = "akin.index.outcome";

    private const string ErrorTag = "error.type";

    /// <summary>From a small gallery in memory to a large one on a slow disk, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] };

    private static readonly string? Version = typeof(GalleryTelemetry).Assembly.GetName().Version?.ToString(3);

    private static readonly Meter Meter = new(Name, Version);

    private static readonly Histogram<double> SearchDuration = Meter.CreateHistogram("akin.search.duration", "s", "One search of a gallery by an embedding.", tags: null, Seconds);

    private static readonly Counter<long> FileCount = Meter.CreateCounter<long>("akin.index.files", "{file}", "Files that index runs read, by what became of them.");

    /// <summary>The source of the activities.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>The time at which a search begins, or 0 where nobody listens.</summary>
    public static long BeginSearch() => SearchDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A search has gone well.</summary>
    public static void EndSearch(this Activity? activity, long start, SearchMode mode)
    {
        activity?.SetTag(ModeTag, mode.Name);
        if (start != 0)
        {
            SearchDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>(ModeTag, mode.Name));
        }
    }

    /// <summary>The activity of a search; null where nobody listens.</summary>
    public static Activity? StartSearch(Gallery gallery, int matchCount) => Source.StartActivity("akin.search")
        ?.SetTag(GalleryTag, NameOf(gallery.Path))
        .SetTag(PictureCountTag, gallery.PictureCount)
        .SetTag(DimensionsTag, gallery.Info.Dimensions)
        .SetTag(MatchCountTag, matchCount);

    /// <summary>A file of an index run is settled.</summary>
    public static void Settle(PictureOutcome outcome)
    {
        if (FileCount.Enabled)
        {
            string name = outcome switch
            {
                PictureOutcome.Embedded => "indexed",
                PictureOutcome.Unchanged => "unchanged",
                PictureOutcome.Recognised => "recognised",
                _ => "rejected",
            };
            FileCount.Add(1, new KeyValuePair<string, object?>(OutcomeTag, name));
        }
    }

    /// <summary>Says what an index run did.</summary>
    public static void Report(this Activity? activity, IndexReport report) => activity
        ?.SetTag("akin.index.indexed", report.IndexedCount)
        .SetTag("akin.index.moved", report.MovedCount)
        .SetTag("akin.index.duplicate", report.DuplicateCount)
        .SetTag("akin.index.unchanged", report.UnchangedCount)
        .SetTag("akin.index.removed", report.RemovedCount)
        .SetTag("akin.index.stopped", report.WasStopped)
        .SetTag(PictureCountTag, report.PictureCount);

    /// <summary>Marks an activity as failed.</summary>
    public static void Fail(this Activity? activity, Exception exception) =>
        activity?.SetTag(ErrorTag, exception.GetType().FullName).SetStatus(ActivityStatusCode.Error, exception.Message);

    /// <summary>A gallery's name in a tag: paths tell more than telemetry should.</summary>
    public static string NameOf(string galleryPath) => Path.GetFileName(Path.TrimEndingDirectorySeparator(galleryPath));
}

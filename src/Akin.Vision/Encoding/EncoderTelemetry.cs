using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akin.Vision.Decoding;

namespace Akin.Vision.Encoding;

/// <summary>What encoders tell of their work by <c>System.Diagnostics</c>, as <c>docs/telemetry.md</c> lists it. Costs a test of a flag where nobody listens.</summary>
internal static class EncoderTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Akin.Vision";

    /// <summary>The encoder's name.</summary>
    public const string EncoderTag = "akin.encoder.name";

    /// <summary>Components of its embeddings.</summary>
    public const string DimensionsTag = "akin.encoder.dimensions";

    /// <summary>Pictures given at once.</summary>
    public const string PictureCountTag = "akin.pictures";

    /// <summary>The kind of a fault, as OpenTelemetry names it.</summary>
    public const string ErrorTag = "error.type";

    /// <summary>From a thumbnail on a small model to a large photograph on a large one, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private static readonly string? Version = typeof(EncoderTelemetry).Assembly.GetName().Version?.ToString(3);

    private static readonly Meter Meter = new(Name, Version);

    private static readonly Histogram<double> EncodeDuration = Meter.CreateHistogram("akin.encode.duration", "s", "One call of a model.", tags: null, Seconds);

    private static readonly Histogram<double> DecodeDuration = Meter.CreateHistogram("akin.decode.duration", "s", "Decoding of one picture.", tags: null, Seconds);

    private static readonly Counter<long> EncodedCount = Meter.CreateCounter<long>("akin.pictures.encoded", "{picture}", "Pictures that became embeddings.");

    private static readonly Counter<long> RejectedCount = Meter.CreateCounter<long>("akin.pictures.rejected", "{picture}", "Pictures that could not be decoded or prepared.");

    /// <summary>The source of the activities.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>The time at which a decode begins, or 0 where nobody listens.</summary>
    public static long BeginDecode() => DecodeDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A picture has been decoded.</summary>
    public static void EndDecode(long start, string encoder)
    {
        if (start != 0)
        {
            DecodeDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>(EncoderTag, encoder));
        }
    }

    /// <summary>The time at which a call of a model begins, or 0 where nobody listens.</summary>
    public static long BeginEncode() => EncodeDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A call of a model has gone well.</summary>
    public static void EndEncode(long start, string encoder, int pictureCount)
    {
        if (start != 0)
        {
            EncodeDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>(EncoderTag, encoder));
        }

        if (EncodedCount.Enabled)
        {
            EncodedCount.Add(pictureCount, new KeyValuePair<string, object?>(EncoderTag, encoder));
        }
    }

    /// <summary>A picture gave no embedding.</summary>
    public static void Reject(PictureFault fault, string encoder)
    {
        if (RejectedCount.Enabled)
        {
            RejectedCount.Add(1, new KeyValuePair<string, object?>(EncoderTag, encoder), new KeyValuePair<string, object?>(ErrorTag, NameOf(fault)));
        }
    }

    /// <summary>The name of a fault in a tag.</summary>
    public static string NameOf(PictureFault fault) => fault switch
    {
        PictureFault.Empty => "empty",
        PictureFault.Unreadable => "unreadable",
        PictureFault.UnknownFormat => "unknown_format",
        PictureFault.BeyondLimits => "beyond_limits",
        _ => "damaged",
    };

    /// <summary>Marks an activity as failed.</summary>
    public static void Fail(this Activity? activity, Exception exception)
    {
        string kind = exception is ImageDecodeException picture ? NameOf(picture.Fault) : exception.GetType().FullName!;
        activity?.SetTag(ErrorTag, kind).SetStatus(ActivityStatusCode.Error, exception.Message);
    }
}

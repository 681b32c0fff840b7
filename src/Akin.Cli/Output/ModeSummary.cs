using Akin.Evaluation;

namespace Akin.Cli.Output;

/// <summary>A way of searching, as <c>akin eval --json</c> prints it.</summary>
/// <param name="Mode">Its name.</param>
/// <param name="Recall">recall@k against an exact search, for each depth.</param>
/// <param name="P50Ms">Median latency in milliseconds, one thread.</param>
/// <param name="P95Ms">The 95th percentile.</param>
/// <param name="P99Ms">The 99th.</param>
/// <param name="BuildSeconds">How long it took to build; null where it was ready.</param>
/// <param name="Bytes">Bytes that searches go through.</param>
internal sealed record ModeSummary(string Mode, IReadOnlyList<double> Recall, double P50Ms, double P95Ms, double P99Ms, double? BuildSeconds, long Bytes)
{
    public static ModeSummary Of(ModeScore score) => new(
        score.Mode.Name,
        score.Recall,
        score.MedianLatency.TotalMilliseconds,
        score.P95Latency.TotalMilliseconds,
        score.P99Latency.TotalMilliseconds,
        score.BuildTime?.TotalSeconds,
        score.BytesInMemory);
}

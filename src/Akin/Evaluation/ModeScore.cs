using Akin.Galleries;

namespace Akin.Evaluation;

/// <summary>What a way of searching gives on the evaluation's queries, and what it costs: the very index that <c>akin search --mode</c> uses, as it is tuned there.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Recall">
/// For each of <see cref="EvaluationReport.Depths"/>, the part of the so many nearest pictures of an exact search that the mode gives among as many matches, the mean over the queries, in [0, 1]. The query's own content is left out of both.
/// A match as similar as the last of the nearest counts as found.
/// </param>
/// <param name="MedianLatency">Half of the searches took no longer. One thread, after every query was searched once (after 20 for <c>exact</c>); matches as many as the greatest depth and one, without looking up their keys.</param>
/// <param name="P95Latency">95 of 100 searches took no longer (nearest rank).</param>
/// <param name="P99Latency">99 of 100 searches took no longer.</param>
/// <param name="BuildTime">How long it took to build, tune and measure the index on all cores; null where the gallery keeps it ready, and for <c>exact</c>, which needs none.</param>
/// <param name="BytesInMemory">Bytes that searches go through: the index for most modes, which read the few best rows of the vector file besides, and the vectors themselves for <c>exact</c>.</param>
public sealed record ModeScore(
    SearchMode Mode, IReadOnlyList<double> Recall, TimeSpan MedianLatency, TimeSpan P95Latency, TimeSpan P99Latency, TimeSpan? BuildTime, long BytesInMemory);

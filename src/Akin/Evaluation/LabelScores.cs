namespace Akin.Evaluation;

/// <summary>Means over ranked queries. Sums run in the queries' order, so that threads change nothing.</summary>
/// <param name="contents">What the gallery holds.</param>
/// <param name="depths">The depths that hits were counted to.</param>
/// <param name="ranked">The queries; NaN comes out where there is none.</param>
internal sealed class LabelScores(LabelledContents contents, IReadOnlyList<int> depths, IReadOnlyList<RankedQuery> ranked)
{
    /// <summary>precision@k of a depth.</summary>
    public double Precision(int depth)
    {
        int index = IndexOf(depth);
        return Mean(ranked.Select(one => one.Hits[index] / (double)depth));
    }

    /// <summary>recall@k of a depth.</summary>
    public double Recall(int depth)
    {
        int index = IndexOf(depth);
        return Mean(ranked.Select(one => one.Hits[index] / (double)one.RelevantCount));
    }

    /// <summary>The mean of average precisions.</summary>
    public double MeanAveragePrecision => Mean(ranked.Select(one => one.AveragePrecision));

    /// <summary>One score a label, in ordinal order.</summary>
    public IReadOnlyList<ClassScore> Classes() =>
    [
        .. ranked.GroupBy(one => one.Query.Label).OrderBy(one => one.Key).Select(one => new ClassScore(
            contents.Labels[one.Key],
            contents.CountOf(one.Key),
            one.Count(),
            Mean(one.Select(query => contents.Has(query.Nearest, one.Key) ? 1.0 : 0.0)),
            Mean(one.Select(query => query.AveragePrecision)))),
    ];

    /// <summary>The confusion table without its empty cells.</summary>
    public IReadOnlyList<LabelConfusion> Confusions() =>
    [
        .. ranked.GroupBy(one => (one.Query.Label, Nearest: NearestLabel(one)))
            .Select(one => (one.Key.Label, one.Key.Nearest, Count: one.Count()))
            .OrderBy(one => one.Label).ThenByDescending(one => one.Count).ThenBy(one => one.Nearest)
            .Select(one => new LabelConfusion(contents.Labels[one.Label], one.Nearest < 0 ? null : contents.Labels[one.Nearest], one.Count)),
    ];

    /// <summary>The mean, or NaN of nothing.</summary>
    public static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    private int IndexOf(int depth) => depths.Index().First(one => one.Item == depth).Index;

    private int NearestLabel(RankedQuery query)
    {
        ReadOnlySpan<int> labels = contents.LabelsOf(query.Nearest);
        return contents.Has(query.Nearest, query.Query.Label) ? query.Query.Label : labels.IsEmpty ? -1 : labels[0];
    }
}

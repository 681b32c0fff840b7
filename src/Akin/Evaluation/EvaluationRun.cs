using Akin.Galleries;
using Akin.Vectors.Storage;

namespace Akin.Evaluation;

/// <summary>One evaluation with its queries at hand: ranks, compares orders, measures modes, and puts the report together.</summary>
/// <param name="gallery">The gallery.</param>
/// <param name="contents">What it holds.</param>
/// <param name="options">What to measure.</param>
/// <param name="progress">Told of the work.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class EvaluationRun(
    Gallery gallery, LabelledContents contents, EvaluationOptions options, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Matches whose order is compared.</summary>
    private const int OrderDepth = 10;

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = options.WorkerCount ?? Environment.ProcessorCount, CancellationToken = cancellationToken };

    /// <summary>Runs it.</summary>
    public EvaluationReport Run(QuerySet queries)
    {
        // Precision at 1 and at 5 stands in every report, whatever depths are asked for.
        int[] depths = [.. options.Depths.Append(1).Append(5).Distinct().Order()];
        EvaluationQuery[] labelled = [.. queries.Asked.Where(query => query.Label >= 0)];
        FullRanking ranking = new(gallery.Vectors, contents, depths, _parallel);
        LabelScores scores = new(contents, depths, ranking.Run(labelled, progress));
        IReadOnlyList<ClassScore> classes = scores.Classes();
        int? sameOrderCount = options.ComparesOrder ? CountSameOrder(queries.Asked, ranking) : null;
        (int modeQueryCount, IReadOnlyList<ModeScore> modes) = MeasureModes(queries.Asked, ranking);
        return new EvaluationReport
        {
            QueriesPath = queries.Path,
            PictureCount = contents.PictureCount,
            ContentCount = contents.Count,
            QueryCount = queries.Asked.Count,
            IsLabelled = labelled.Length > 0,
            AskableCount = queries.AskableCount,
            Seed = options.Seed,
            UnlabelledCount = queries.UnlabelledCount,
            RepeatedCount = queries.RepeatedCount,
            HeldCount = queries.HeldCount,
            Unanswerable = queries.Unanswerable,
            Rejected = queries.Rejected,
            Depths = options.Depths,
            Precision = [.. options.Depths.Select(scores.Precision)],
            Recall = [.. options.Depths.Select(scores.Recall)],
            PrecisionAt1 = scores.Precision(1),
            PrecisionAt5 = scores.Precision(5),
            MeanAveragePrecision = scores.MeanAveragePrecision,
            MeanClassAccuracy = LabelScores.Mean(classes.Select(one => one.Accuracy)),
            Classes = classes,
            Confusions = scores.Confusions(),
            SameLabelSimilarities = labelled.Length > 0 ? ranking.Histogram.Same : [],
            OtherLabelSimilarities = labelled.Length > 0 ? ranking.Histogram.Other : [],
            SameOrderCount = sameOrderCount,
            ModeQueryCount = modeQueryCount,
            Modes = modes,
        };
    }

    /// <summary>Every mode, and projections to a half and a quarter of the dimensions.</summary>
    private IReadOnlyList<SearchMode> AllModes() =>
    [
        SearchMode.Exact,
        SearchMode.Codes,
        SearchMode.Clustered,
        SearchMode.Hash,
        .. new[] { gallery.Info.Dimensions / 2, gallery.Info.Dimensions / 4 }.Where(dimensions => dimensions > 0).Select(SearchMode.Projected),
    ];

    private int CountSameOrder(IReadOnlyList<EvaluationQuery> asked, FullRanking ranking)
    {
        int sameCount = 0;
        int settledCount = 0;
        Parallel.ForEach(asked, _parallel, query =>
        {
            if (gallery.IsInPlainOrder(ranking.EmbeddingOf(query), OrderDepth))
            {
                Interlocked.Increment(ref sameCount);
            }

            progress?.Report(new EvaluationProgress("comparing order", Interlocked.Increment(ref settledCount), asked.Count));
        });
        return sameCount;
    }

    private (int QueryCount, IReadOnlyList<ModeScore> Scores) MeasureModes(IReadOnlyList<EvaluationQuery> asked, FullRanking ranking)
    {
        IReadOnlyList<SearchMode> modes = options.Modes ?? AllModes();
        EvaluationQuery[] distinct = [.. asked.DistinctBy(query => query.OwnContent >= 0 ? (object)query.OwnContent : query)];
        IReadOnlyList<EvaluationQuery> queries = QuerySet.Draw(distinct, ModeMeasurement.QueryLimit, options.Seed);
        if (modes.Count == 0 || queries.Count == 0 || contents.Count < 2)
        {
            return (0, []);
        }

        ModeMeasurement measurement = new(
            gallery,
            contents.Count,
            [.. queries.Select(ranking.EmbeddingOf)],
            [.. queries.Select(query => query.OwnContent >= 0 ? contents.RowOf(query.OwnContent) : -1)],
            options.Depths,
            _parallel);
        return (queries.Count, [.. modes.Select(mode => Measure(measurement, mode))]);
    }

    private ModeScore Measure(ModeMeasurement measurement, SearchMode mode)
    {
        try
        {
            return measurement.Measure(mode, progress, cancellationToken);
        }
        catch (IndexFormatException damage) when (gallery.Indexes.DropDamaged(damage))
        {
            // As a search does: the damaged file is left alone, and the mode built in memory.
            return measurement.Measure(mode, progress, cancellationToken);
        }
    }
}

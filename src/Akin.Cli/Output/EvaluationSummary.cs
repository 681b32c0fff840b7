using Akin.Datasets;
using Akin.Evaluation;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>What <c>akin eval --json</c> prints. Numbers by label are null where no query has a label.</summary>
/// <param name="Gallery">The gallery's path as it was named.</param>
/// <param name="Queries">The queries' folder as it was named; null where they are the gallery's own pictures.</param>
/// <param name="Encoder">The gallery's encoder.</param>
/// <param name="Pictures">Files in the gallery.</param>
/// <param name="Contents">Distinct contents among them.</param>
/// <param name="QueryCount">Queries that were asked.</param>
/// <param name="AskableCount">Queries that they were drawn from.</param>
/// <param name="Seed">What they were drawn from.</param>
/// <param name="SkippedCount">Files that could not be searched.</param>
/// <param name="UnlabelledCount">Files without a label.</param>
/// <param name="RepeatedCount">Files that repeat another's content.</param>
/// <param name="HeldCount">Queries of a folder that the gallery holds itself.</param>
/// <param name="Unanswerable">Queries whose label no other picture has.</param>
/// <param name="PrecisionAt1">In [0, 1]: the nearest-label accuracy.</param>
/// <param name="PrecisionAt5">In [0, 1].</param>
/// <param name="MeanAveragePrecision">In [0, 1].</param>
/// <param name="MeanClassAccuracy">In [0, 1].</param>
/// <param name="SameOrderCount">Queries whose first ten matches are in plain float64 order; null when that was not asked for.</param>
/// <param name="At">The depths k, rising.</param>
/// <param name="Precision">precision@k for each.</param>
/// <param name="Recall">recall@k for each.</param>
/// <param name="Classes">The labels.</param>
/// <param name="Confusion">The confusion table's cells that are not empty.</param>
/// <param name="SameLabelSimilarities">Pairs by similarity: 100 counts from -1 to 1.</param>
/// <param name="OtherLabelSimilarities">The same for pairs of other labels.</param>
/// <param name="ModeQueryCount">Queries that modes were measured on.</param>
/// <param name="Modes">The ways of searching.</param>
internal sealed record EvaluationSummary(
    string Gallery,
    string? Queries,
    string Encoder,
    long Pictures,
    int Contents,
    int QueryCount,
    int AskableCount,
    int Seed,
    int SkippedCount,
    long UnlabelledCount,
    long RepeatedCount,
    int HeldCount,
    IReadOnlyList<RejectedFile> Unanswerable,
    double? PrecisionAt1,
    double? PrecisionAt5,
    double? MeanAveragePrecision,
    double? MeanClassAccuracy,
    int? SameOrderCount,
    IReadOnlyList<int> At,
    IReadOnlyList<double>? Precision,
    IReadOnlyList<double>? Recall,
    IReadOnlyList<ClassScore> Classes,
    IReadOnlyList<LabelConfusion> Confusion,
    IReadOnlyList<long> SameLabelSimilarities,
    IReadOnlyList<long> OtherLabelSimilarities,
    int ModeQueryCount,
    IReadOnlyList<ModeSummary> Modes)
{
    /// <summary>The summary of a report.</summary>
    /// <param name="gallery">The gallery.</param>
    /// <param name="queriesPath">The queries' folder as it was named.</param>
    /// <param name="report">The report.</param>
    public static EvaluationSummary Of(Gallery gallery, string? queriesPath, EvaluationReport report)
    {
        bool hasLabels = report.IsLabelled;
        return new EvaluationSummary(
            gallery.Path,
            queriesPath,
            gallery.Info.Model,
            report.PictureCount,
            report.ContentCount,
            report.QueryCount,
            report.AskableCount,
            report.Seed,
            report.Rejected.Count,
            report.UnlabelledCount,
            report.RepeatedCount,
            report.HeldCount,
            report.Unanswerable,
            hasLabels ? report.PrecisionAt1 : null,
            hasLabels ? report.PrecisionAt5 : null,
            hasLabels ? report.MeanAveragePrecision : null,
            hasLabels ? report.MeanClassAccuracy : null,
            report.SameOrderCount,
            report.Depths,
            hasLabels ? report.Precision : null,
            hasLabels ? report.Recall : null,
            report.Classes,
            report.Confusions,
            report.SameLabelSimilarities,
            report.OtherLabelSimilarities,
            report.ModeQueryCount,
            [.. report.Modes.Select(ModeSummary.Of)]);
    }
}

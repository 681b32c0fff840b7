using Akin.Datasets;

namespace Akin.Evaluation;

/// <summary>
/// How well a gallery answers: by label, and how its ways of searching compare. <c>docs/evaluation.md</c> defines every number. A content counts once, as query and as answer, however many files
/// have it, and is never an answer to itself. Without labels (<see cref="IsLabelled"/>) numbers by label are NaN and their lists empty.
/// </summary>
public sealed record EvaluationReport
{
    /// <summary>The full path of the queries' folder; null where every picture of the gallery was searched among the others.</summary>
    public required string? QueriesPath { get; init; }

    /// <summary>Files in the gallery.</summary>
    public required long PictureCount { get; init; }

    /// <summary>Distinct contents in the gallery.</summary>
    public required int ContentCount { get; init; }

    /// <summary>Queries that were asked. All have a label that another picture has, and numbers by label are means over them; or none has, see <see cref="IsLabelled"/>.</summary>
    public required int QueryCount { get; init; }

    /// <summary>Whether the queries have labels.</summary>
    public required bool IsLabelled { get; init; }

    /// <summary>Queries that could have been asked: more than <see cref="QueryCount"/> where they were drawn from these.</summary>
    public required int AskableCount { get; init; }

    /// <summary>What queries were drawn from, where they were.</summary>
    public required int Seed { get; init; }

    /// <summary>Files without a label that were left out of the numbers by label: of the gallery, or of the queries' folder.</summary>
    public required long UnlabelledCount { get; init; }

    /// <summary>Files that repeat another's content: of the gallery, or of the queries' folder with the same label too. They are not asked again, and answer once.</summary>
    public required long RepeatedCount { get; init; }

    /// <summary>Queries of a folder whose content the gallery holds: it is left out of their answers. 0 where queries are the gallery's own.</summary>
    public required int HeldCount { get; init; }

    /// <summary>Queries whose label no other picture has, so that nothing could answer: they are not scored. Each with that reason.</summary>
    public required IReadOnlyList<RejectedFile> Unanswerable { get; init; }

    /// <summary>Files that could not be searched, each with its reason; beside labelled ones, files without a label among them.</summary>
    public required IReadOnlyList<RejectedFile> Rejected { get; init; }

    /// <summary>The depths k of <see cref="Precision"/>, <see cref="Recall"/> and <see cref="ModeScore.Recall"/>, rising.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>precision@k for each depth: the part of the first k matches that carry the query's label, the mean over the queries. Missing matches count as wrong.</summary>
    public required IReadOnlyList<double> Precision { get; init; }

    /// <summary>recall@k for each depth: the part of all other pictures of the query's label that are among the first k matches, the mean over the queries.</summary>
    public required IReadOnlyList<double> Recall { get; init; }

    /// <summary>precision@1, in [0, 1]: the nearest-label accuracy.</summary>
    public required double PrecisionAt1 { get; init; }

    /// <summary>precision@5, in [0, 1].</summary>
    public required double PrecisionAt5 { get; init; }

    /// <summary>
    /// The mean over the queries of their average precision, in [0, 1]: the mean of precision@r over the ranks r of all other pictures of the label, in the ranking of the whole gallery. No interpolation, no cut-off
    /// (Manning, Raghavan and Schuetze, Introduction to Information Retrieval, 2008, section 8.4).
    /// </summary>
    public required double MeanAveragePrecision { get; init; }

    /// <summary>The mean over the labels of <see cref="ClassScore.Accuracy"/>, in [0, 1]: large classes count no more than small ones.</summary>
    public required double MeanClassAccuracy { get; init; }

    /// <summary>One entry a label that was asked, in ordinal order.</summary>
    public required IReadOnlyList<ClassScore> Classes { get; init; }

    /// <summary>The cells of the confusion table that are not empty: by label, then by falling count.</summary>
    public required IReadOnlyList<LabelConfusion> Confusions { get; init; }

    /// <summary>Pairs of a query and another picture of its label by similarity: [100] counts, the first of cosines from -1 to -0.98, the last of 0.98 to 1.</summary>
    public required IReadOnlyList<long> SameLabelSimilarities { get; init; }

    /// <summary>The same for pairs of a query and a picture that does not carry its label.</summary>
    public required IReadOnlyList<long> OtherLabelSimilarities { get; init; }

    /// <summary>Queries whose first ten matches come in the order of a plain float64 computation over the gallery's embeddings, ties aside; null when that was not asked for.</summary>
    public required int? SameOrderCount { get; init; }

    /// <summary>Queries that <see cref="Modes"/> were measured on: those asked, at most 1,000.</summary>
    public required int ModeQueryCount { get; init; }

    /// <summary>The ways of searching, in the order asked for; empty where none was, or there is nothing to find.</summary>
    public required IReadOnlyList<ModeScore> Modes { get; init; }
}

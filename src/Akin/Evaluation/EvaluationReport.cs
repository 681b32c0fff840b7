using Akin.Datasets;

namespace Akin.Evaluation;

/// <summary>How well a gallery answers labelled queries.</summary>
public sealed record EvaluationReport
{
    /// <summary>Queries that were searched: pictures with a label that gave an embedding.</summary>
    public required int QueryCount { get; init; }

    /// <summary>Part of the queries whose first match carries their label, in [0, 1]; NaN without queries.</summary>
    public required double PrecisionAt1 { get; init; }

    /// <summary>Part of the first five matches that carry the query's label, the mean over the queries, in [0, 1]; NaN without queries.</summary>
    public required double PrecisionAt5 { get; init; }

    /// <summary>
    /// Queries whose first ten matches come in the order of a plain float64 computation over the gallery's embeddings, ties aside;
    /// null when that was not asked for.
    /// </summary>
    public required int? SameOrderCount { get; init; }

    /// <summary>Files that could not be searched, each with its reason; pictures without a label among them.</summary>
    public required IReadOnlyList<RejectedFile> Rejected { get; init; }
}

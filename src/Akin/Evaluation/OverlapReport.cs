using Akin.Datasets;

namespace Akin.Evaluation;

/// <summary>How far two encoders agree on which pictures look alike.</summary>
public sealed record OverlapReport
{
    /// <summary>Pictures that both embedded: each is a query, and all others are searched.</summary>
    public required int PictureCount { get; init; }

    /// <summary>Matches a query that were compared: 10, or fewer where there are fewer pictures.</summary>
    public required int Depth { get; init; }

    /// <summary>Part of a query's first <see cref="Depth"/> matches that both give, the mean over the queries, in [0, 1].</summary>
    public required double Overlap { get; init; }

    /// <summary>Part of the queries whose first match is the same, in [0, 1].</summary>
    public required double SameFirst { get; init; }

    /// <summary>The least cosine of a picture's two embeddings, in [-1, 1].</summary>
    public required double LeastCosine { get; init; }

    /// <summary>The median of the cosines of the pictures' two embeddings, in [-1, 1].</summary>
    public required double MedianCosine { get; init; }

    /// <summary>Files that gave no embedding, each with its reason.</summary>
    public required IReadOnlyList<RejectedFile> Rejected { get; init; }
}

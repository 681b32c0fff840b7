namespace Akin.Cli.Output;

/// <summary>What <c>akin overlap --json</c> prints.</summary>
/// <param name="Encoder">The encoder's name.</param>
/// <param name="Quantized">What its integers are.</param>
/// <param name="Pictures">The folder as it was named.</param>
/// <param name="PictureCount">Pictures that were searched.</param>
/// <param name="SkippedCount">Files that gave no embedding.</param>
/// <param name="Depth">Matches a query that were compared.</param>
/// <param name="Overlap">Part of them that both give, in [0, 1].</param>
/// <param name="SameFirst">Part of the queries whose first match stays, in [0, 1].</param>
/// <param name="LeastCosine">Of a picture's two embeddings.</param>
/// <param name="MedianCosine">Of the pictures' two embeddings.</param>
internal sealed record OverlapSummary(
    string Encoder,
    string? Quantized,
    string Pictures,
    int PictureCount,
    int SkippedCount,
    int Depth,
    double Overlap,
    double SameFirst,
    double LeastCosine,
    double MedianCosine);

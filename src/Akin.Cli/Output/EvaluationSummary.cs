namespace Akin.Cli.Output;

/// <summary>What <c>akin eval --json</c> prints.</summary>
/// <param name="Gallery">The gallery's path as it was named.</param>
/// <param name="Queries">The queries' folder as it was named.</param>
/// <param name="Encoder">The gallery's encoder.</param>
/// <param name="QueryCount">Pictures that were searched.</param>
/// <param name="SkippedCount">Files that could not be searched.</param>
/// <param name="PrecisionAt1">In [0, 1].</param>
/// <param name="PrecisionAt5">In [0, 1].</param>
/// <param name="SameOrderCount">Queries whose first ten matches are in plain float64 order; null when that was not asked for.</param>
internal sealed record EvaluationSummary(
    string Gallery,
    string Queries,
    string Encoder,
    int QueryCount,
    int SkippedCount,
    double PrecisionAt1,
    double PrecisionAt5,
    int? SameOrderCount);

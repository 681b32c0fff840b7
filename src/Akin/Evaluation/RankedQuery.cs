namespace Akin.Evaluation;

/// <summary>What the whole ranking says of one query.</summary>
/// <param name="Query">The query; it has a label.</param>
/// <param name="RelevantCount">Other contents that carry its label, at least 1.</param>
/// <param name="Hits">How many of them are among the first so many of the ranking, for each depth.</param>
/// <param name="AveragePrecision">The mean of precision@r over the ranks r of all of them, in [0, 1].</param>
/// <param name="Nearest">The content that is ranked first.</param>
internal sealed record RankedQuery(EvaluationQuery Query, int RelevantCount, int[] Hits, double AveragePrecision, int Nearest);

namespace Akin.Galleries;

/// <summary>A picture of the gallery that answers a query.</summary>
/// <param name="Rank">Its place among the answers, from 1.</param>
/// <param name="Key">Its path below the indexed folder, with <c>/</c> between its parts.</param>
/// <param name="Label">Its label, or null when it has none.</param>
/// <param name="Similarity">Cosine of the query's embedding with the stored one, in [-1, 1]; larger is closer.</param>
public sealed record Match(int Rank, string Key, string? Label, double Similarity);

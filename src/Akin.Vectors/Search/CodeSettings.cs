namespace Akin.Vectors.Search;

/// <summary>How an index over codes searches, and how well: set together, so that no figure stands beside settings that it was not measured with.</summary>
/// <param name="ReRank">Rows compared in full where ten are wanted.</param>
/// <param name="Recall">What was measured with it; null where nothing was.</param>
internal sealed record CodeSettings(int ReRank, RecallMeasurement? Recall);

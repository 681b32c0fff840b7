using Akin.Vectors.Search;

namespace Akin.Vectors.Clustering;

/// <summary>How an index over lists searches, and how well: set together, so that no figure stands beside settings that it was not measured with.</summary>
/// <param name="Probes">Lists that are scanned.</param>
/// <param name="ReRank">Rows compared in full where ten are wanted.</param>
/// <param name="Recall">What was measured with them; null where nothing was.</param>
internal sealed record ClusterSettings(int Probes, int ReRank, RecallMeasurement? Recall);

using Akin.Vectors.Search;

namespace Akin.Vectors.Hashing;

/// <summary>How hash tables are searched, and how well: set together, so that no figure stands beside settings that it was not measured with.</summary>
/// <param name="Probes">Buckets that a query looks into.</param>
/// <param name="Recall">What was measured with them; null where nothing was.</param>
internal sealed record HashTableSettings(int Probes, RecallMeasurement? Recall);

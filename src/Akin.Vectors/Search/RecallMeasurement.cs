namespace Akin.Vectors.Search;

/// <summary>How many of the ten true neighbours an index was found to give, measured against the exact scan.</summary>
/// <param name="At10">Mean part of the ten true neighbours that were found, in [0, 1].</param>
/// <param name="LowerBound">The part that the whole reaches with 95 % confidence, one-sided.</param>
/// <param name="QueryCount">Queries that were asked; 0 where the answer is exact by its making.</param>
public sealed record RecallMeasurement(double At10, double LowerBound, int QueryCount)
{
    /// <summary>The recall of an exact search.</summary>
    public static RecallMeasurement Exact { get; } = new(1, 1, 0);
}

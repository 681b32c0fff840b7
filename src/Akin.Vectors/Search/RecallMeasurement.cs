namespace Akin.Vectors.Search;

/// <summary>How many of the ten true neighbours an index was found to give, measured against the exact scan.</summary>
/// <param name="At10">Mean part of the ten true neighbours that were found, in [0, 1].</param>
/// <param name="LowerBound">The part that the whole reaches with 95 % confidence, one-sided.</param>
/// <param name="QueryCount">Queries that were asked; 0 where the answer is exact by its making.</param>
/// <param name="RowCount">Rows that there were; 0 where the answer is exact however many there are. With many more rows, measure again.</param>
public sealed record RecallMeasurement(double At10, double LowerBound, int QueryCount, long RowCount)
{
    /// <summary>The recall of an exact search.</summary>
    public static RecallMeasurement Exact { get; } = new(1, 1, 0, 0);
}

using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Evaluation;

/// <summary>The answer as a textbook computes it: every row in float64, one after the other, and a sort. The judge of the fast ways.</summary>
internal static class PlainOrder
{
    /// <summary>Similarities closer than this are a tie: float64 sums of some thousand terms differ by less when only their order differs.</summary>
    private const double Tie = 1e-12;

    /// <summary>Whether <paramref name="neighbors"/> are the closest rows in the order of their plain similarities, ties aside.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">Float32 [dimensions].</param>
    /// <param name="deadRows">The rows that do not count.</param>
    /// <param name="neighbors">The answer to judge.</param>
    public static bool Agrees(VectorFile rows, ReadOnlySpan<float> query, HashSet<long> deadRows, IReadOnlyList<Neighbor> neighbors)
    {
        double[] similarities = Similarities(rows, query, deadRows);
        double[] closest = [.. similarities.Where(double.IsFinite).OrderDescending().Take(neighbors.Count)];
        return closest.Length == neighbors.Count
            && neighbors.Select(neighbor => neighbor.Row).Distinct().Count() == neighbors.Count
            && neighbors.Index().All(one => Math.Abs(similarities[one.Item.Row] - closest[one.Index]) <= Tie);
    }

    private static double[] Similarities(VectorFile rows, ReadOnlySpan<float> query, HashSet<long> deadRows)
    {
        double queryLength = 0;
        foreach (float component in query)
        {
            queryLength += (double)component * component;
        }

        double[] similarities = new double[rows.RowCount];
        float[] stored = new float[rows.Dimensions];
        for (long row = 0; row < rows.RowCount; row++)
        {
            rows.Read(row, stored);
            double product = 0;
            double rowLength = 0;
            for (int index = 0; index < stored.Length; index++)
            {
                product += (double)query[index] * stored[index];
                rowLength += (double)stored[index] * stored[index];
            }

            similarities[row] = deadRows.Contains(row) ? double.NegativeInfinity : product / Math.Sqrt(queryLength * rowLength);
        }

        return similarities;
    }
}

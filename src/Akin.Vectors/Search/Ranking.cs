using System.Buffers;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>Orders rows by their true similarity with a query: the last step of every search. Thread-safe.</summary>
internal static class Ranking
{
    /// <summary>Rows that are asked for ahead of the one in work: their bytes lie anywhere.</summary>
    private const int PrefetchedRows = 4;

    /// <summary>
    /// By how much two rows may be in the wrong order of a float32 scan that takes rows for unit vectors: twice <see cref="ErrorBound"/>.
    /// </summary>
    public static double Margin(int dimensions, RowFormat format) => 2 * ErrorBound(dimensions, format);

    /// <summary>
    /// How far a float32 similarity may be from the cosine. Rounding to float16 changes every component by at most 2^-11 of itself, or 2^-25 below the smallest
    /// normal one, and so the length by no more; rows may be off by <see cref="VectorRows.LengthTolerance"/> before. What <see cref="Dot"/> loses comes on top.
    /// </summary>
    public static double ErrorBound(int dimensions, RowFormat format)
    {
        double rounding = format == RowFormat.Float16 ? Math.ScaleB(1, -11) + (Math.Sqrt(dimensions) * Math.ScaleB(1, -25)) + Dot.SubnormalErrorBound(dimensions) : 0;
        return rounding + VectorRows.LengthTolerance + (1.01 * Dot.ErrorBound(dimensions));
    }

    /// <summary>What a unit query is multiplied with for <see cref="Similarity"/>.</summary>
    public static float QueryScale(RowFormat format) => format == RowFormat.Float16 ? Dot.HalfScale : 1;

    /// <summary>The float32 similarity of a scaled query with a verified row, taken for a unit vector.</summary>
    public static float Similarity(in RowView rows, ReadOnlySpan<float> scaledQuery, long row) => rows.Format == RowFormat.Float16
        ? Dot.Half(scaledQuery, rows.Half(row))
        : Dot.Float(scaledQuery, rows.Float(row));

    /// <summary>The cosine of a query with a row in float64; 0 where one of them is zero.</summary>
    /// <exception cref="IndexFormatException">The row is damaged.</exception>
    public static double Cosine(in RowView rows, in Query query, long row)
    {
        rows.Verify(row);
        (double product, double rowSquares) = rows.Format == RowFormat.Float16
            ? Dot.PreciseHalf(query.Components, rows.Half(row))
            : Dot.PreciseFloat(query.Components, rows.Float(row));
        double lengths = query.Length * Math.Sqrt(rowSquares);
        return lengths > 0 && double.IsFinite(lengths) ? Math.Clamp(product / lengths, -1, 1) : 0;
    }

    /// <summary>The best of some rows.</summary>
    /// <param name="rows">What the row numbers mean.</param>
    /// <param name="query">The query.</param>
    /// <param name="candidates">Row numbers, each once.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="minimumSimilarity">What an answer has at least.</param>
    /// <returns>By falling similarity, equal ones by row.</returns>
    /// <exception cref="IndexFormatException">A row is damaged.</exception>
    public static List<Neighbor> Best(in RowView rows, in Query query, ReadOnlySpan<long> candidates, int count, double minimumSimilarity)
    {
        double floor = double.NegativeInfinity;
        float[] similarities = ArrayPool<float>.Shared.Rent(Math.Max(1, candidates.Length));
        if (candidates.Length > count)
        {
            Scan(rows, query, candidates, similarities);
            float[] copy = ArrayPool<float>.Shared.Rent(candidates.Length);
            similarities.AsSpan(0, candidates.Length).CopyTo(copy);
            floor = Selection.LargestAt(copy.AsSpan(0, candidates.Length), count - 1) - Margin(rows.Dimensions, rows.Format);
            ArrayPool<float>.Shared.Return(copy);
        }

        List<Neighbor> best = new(Math.Min(candidates.Length, 2 * count));
        for (int index = 0; index < candidates.Length; index++)
        {
            if (candidates.Length <= count || similarities[index] >= floor)
            {
                double similarity = Cosine(rows, query, candidates[index]);
                if (similarity >= minimumSimilarity)
                {
                    best.Add(new Neighbor(candidates[index], similarity));
                }
            }
        }

        ArrayPool<float>.Shared.Return(similarities);
        rows.NoteScattered(candidates.Length);
        return Order(best, count);
    }

    /// <summary>Sorts by falling similarity, equal ones by row, and keeps the first.</summary>
    public static List<Neighbor> Order(List<Neighbor> neighbors, int count)
    {
        neighbors.Sort(static (left, right) =>
            right.Similarity.CompareTo(left.Similarity) is int order and not 0 ? order : left.Row.CompareTo(right.Row));
        if (neighbors.Count > count)
        {
            neighbors.RemoveRange(count, neighbors.Count - count);
        }

        return neighbors;
    }

    private static void Scan(in RowView rows, in Query query, ReadOnlySpan<long> candidates, float[] similarities)
    {
        float[] scaledQuery = ArrayPool<float>.Shared.Rent(rows.Dimensions);
        Span<float> scaled = scaledQuery.AsSpan(0, rows.Dimensions);
        query.ScaleTo(scaled, QueryScale(rows.Format));
        for (int index = 0; index < Math.Min(PrefetchedRows, candidates.Length); index++)
        {
            rows.Prefetch(candidates[index]);
        }

        for (int index = 0; index < candidates.Length; index++)
        {
            if (index + PrefetchedRows < candidates.Length)
            {
                rows.Prefetch(candidates[index + PrefetchedRows]);
            }

            rows.Verify(candidates[index]);
            similarities[index] = Similarity(rows, scaled, candidates[index]);
        }

        ArrayPool<float>.Shared.Return(scaledQuery);
    }
}

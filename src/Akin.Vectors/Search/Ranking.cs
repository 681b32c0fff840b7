using System.Buffers;
using System.Runtime.InteropServices;
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
    public static float Similarity(in RowView rows, ReadOnlySpan<float> scaledQuery, long row) =>
        UnitProduct(rows.Format, scaledQuery, rows.Bytes(row));

    /// <summary>The cosine of a query with a row in float64; 0 where one of them is zero.</summary>
    /// <exception cref="IndexFormatException">The row is damaged.</exception>
    public static double Cosine(in RowView rows, in Query query, long row)
    {
        rows.Verify(row);
        return Cosine(rows.Format, query, rows.Bytes(row));
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
        byte[] scratch = ArrayPool<byte>.Shared.Rent(rows.StrideInBytes);
        if (candidates.Length > count)
        {
            Scan(rows, query, candidates, scratch, similarities);
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
                double similarity = Cosine(rows.Format, query, rows.Scattered(candidates[index], scratch));
                if (similarity >= minimumSimilarity)
                {
                    best.Add(new Neighbor(candidates[index], similarity));
                }
            }
        }

        ArrayPool<byte>.Shared.Return(scratch);
        ArrayPool<float>.Shared.Return(similarities);
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

    private static void Scan(in RowView rows, in Query query, ReadOnlySpan<long> candidates, byte[] scratch, float[] similarities)
    {
        float[] scaledQuery = ArrayPool<float>.Shared.Rent(rows.Dimensions);
        Span<float> scaled = scaledQuery.AsSpan(0, rows.Dimensions);
        query.ScaleTo(scaled, QueryScale(rows.Format));
        for (int index = 0; index < Math.Min(PrefetchedRows, candidates.Length); index++)
        {
            rows.PrefetchScattered(candidates[index]);
        }

        for (int index = 0; index < candidates.Length; index++)
        {
            if (index + PrefetchedRows < candidates.Length)
            {
                rows.PrefetchScattered(candidates[index + PrefetchedRows]);
            }

            similarities[index] = UnitProduct(rows.Format, scaled, rows.Scattered(candidates[index], scratch));
        }

        ArrayPool<float>.Shared.Return(scaledQuery);
    }

    private static float UnitProduct(RowFormat format, ReadOnlySpan<float> scaledQuery, ReadOnlySpan<byte> row) => format == RowFormat.Float16
        ? Dot.Half(scaledQuery, Components<Half>(row, scaledQuery.Length))
        : Dot.Float(scaledQuery, Components<float>(row, scaledQuery.Length));

    private static double Cosine(RowFormat format, in Query query, ReadOnlySpan<byte> row)
    {
        (double product, double rowSquares) = format == RowFormat.Float16
            ? Dot.PreciseHalf(query.Components, Components<Half>(row, query.Components.Length))
            : Dot.PreciseFloat(query.Components, Components<float>(row, query.Components.Length));
        double lengths = query.Length * Math.Sqrt(rowSquares);
        return lengths > 0 && double.IsFinite(lengths) ? Math.Clamp(product / lengths, -1, 1) : 0;
    }

    /// <summary>A row without the zeros behind it.</summary>
    private static ReadOnlySpan<T> Components<T>(ReadOnlySpan<byte> row, int dimensions)
        where T : struct => MemoryMarshal.Cast<byte, T>(row)[..dimensions];
}

using System.Collections.Concurrent;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Finds the closest rows of a vector file by comparing the query with every one. Thread-safe; the file stays its caller's, who keeps it open.
/// </summary>
/// <remarks>
/// The answer is that of a plain float64 computation over the stored float16 rows: similarity is <c>q.r / (|q| |r|)</c>, order is by falling
/// similarity, equal ones by row. The scan itself is float32; rows within its rounding error of the last wanted one are computed again in
/// float64. So the answer is the same on every machine and with any number of threads.
/// </remarks>
public sealed class ExactIndex
{
    /// <summary>Fewer rows a thread are scanned faster than the thread starts: 4,096 rows of 768 take about 0.3 ms.</summary>
    private const int RowsPerTask = 4096;

    private readonly VectorFile _rows;
    private readonly double _margin;

    /// <summary>Creates an index over all rows of a file.</summary>
    public ExactIndex(VectorFile rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = rows;

        // The scan takes rows for unit vectors. Rounding to float16 changes every component by at most 2^-11 of itself, or 2^-25 below the smallest
        // normal one, and so the length by no more; the writer admits lengths that are off by 2^-10 before. Twice, for two rows are compared.
        double lengthError = Math.ScaleB(1, -11) + (Math.Sqrt(rows.Dimensions) * Math.ScaleB(1, -25)) + VectorFile.LengthTolerance;
        _margin = 2 * (lengthError + (1.01 * Dot.ErrorBound(rows.Dimensions)));
    }

    /// <summary>The rows closest to <paramref name="query"/> by cosine.</summary>
    /// <param name="query">Float32 [dimensions], finite; its length does not matter. A zero query has similarity 0 with every row, as a zero row with every query.</param>
    /// <param name="count">How many are wanted, at least 1.</param>
    /// <param name="among">The rows that may answer, or null for all.</param>
    /// <returns>By falling similarity, equal ones by row; fewer than wanted only when there are no more.</returns>
    /// <exception cref="ArgumentException">The query has another number of dimensions, or a component is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, RowSet? among = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (query.Length != _rows.Dimensions)
        {
            throw new ArgumentException($"The query has {query.Length} dimensions, the rows have {_rows.Dimensions}.", nameof(query));
        }

        double queryLength = LengthOf(query);
        if (!double.IsFinite(queryLength))
        {
            throw new ArgumentException("The query has a component that is not finite.", nameof(query));
        }

        float[] scaledQuery = Scale(query, queryLength);
        int wantedCount = (int)Math.Min(count, Math.Max(1, _rows.RowCount));
        Candidates candidates = Scan(scaledQuery, wantedCount, among);
        List<Neighbor> neighbors = new(candidates.Rows.Count);
        foreach (Neighbor candidate in candidates.Rows)
        {
            neighbors.Add(candidate with { Similarity = Cosine(query, queryLength, _rows.Row(candidate.Row)) });
        }

        neighbors.Sort(static (left, right) =>
            right.Similarity.CompareTo(left.Similarity) is int order and not 0 ? order : left.Row.CompareTo(right.Row));
        return neighbors.Count > wantedCount ? neighbors.GetRange(0, wantedCount) : neighbors;
    }

    private static double LengthOf(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float component in vector)
        {
            sum += (double)component * component;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>The query as a unit vector, times what the widening of halves leaves out.</summary>
    private static float[] Scale(ReadOnlySpan<float> query, double queryLength)
    {
        float[] scaled = new float[query.Length];
        for (int index = 0; index < query.Length && queryLength > 0; index++)
        {
            scaled[index] = (float)(query[index] / queryLength) * Dot.HalfScale;
        }

        return scaled;
    }

    private static double Cosine(ReadOnlySpan<float> query, double queryLength, ReadOnlySpan<Half> row)
    {
        double product = 0;
        double rowSquares = 0;
        for (int index = 0; index < query.Length; index++)
        {
            double component = (double)row[index];
            product += query[index] * component;
            rowSquares += component * component;
        }

        double lengths = queryLength * Math.Sqrt(rowSquares);
        return lengths > 0 && double.IsFinite(lengths) ? Math.Clamp(product / lengths, -1, 1) : 0;
    }

    private Candidates Scan(float[] scaledQuery, int wantedCount, RowSet? among)
    {
        if (_rows.RowCount <= 2 * RowsPerTask)
        {
            return Scan(scaledQuery, 0, _rows.RowCount, new Candidates(wantedCount, _margin), among);
        }

        Candidates all = new(wantedCount, _margin);
        Lock merging = new();
        Parallel.ForEach(
            Partitioner.Create(0, _rows.RowCount, RowsPerTask),
            () => new Candidates(wantedCount, _margin),
            (range, _, own) => Scan(scaledQuery, range.Item1, range.Item2, own, among),
            own =>
            {
                lock (merging)
                {
                    all.Add(own);
                }
            });
        return all;
    }

    private Candidates Scan(float[] scaledQuery, long start, long end, Candidates candidates, RowSet? among)
    {
        for (long row = start; row < end; row++)
        {
            if (among is null || among.Contains(row))
            {
                float similarity = Dot.Half(scaledQuery, _rows.Row(row));
                if (similarity >= candidates.Floor)
                {
                    candidates.Add(row, similarity);
                }
            }
        }

        candidates.Prune();
        return candidates;
    }
}

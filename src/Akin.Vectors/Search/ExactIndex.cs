using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.ExceptionServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Finds the closest rows by comparing the query with every one. Thread-safe; the rows stay their caller's.
/// </summary>
/// <remarks>
/// The scan itself is float32; rows within its rounding error of the last wanted one are computed again in float64. So the answer is the same on every machine
/// and with any number of threads.
/// </remarks>
public sealed class ExactIndex : IVectorIndex
{
    /// <summary>Fewer rows a thread are scanned faster than the thread starts: 4,096 rows of 768 take about 0.3 ms.</summary>
    private const int RowsPerTask = 4096;

    private readonly VectorRows _rows;
    private readonly double _margin;

    /// <summary>Creates an index over all rows, those that are added later included.</summary>
    public ExactIndex(VectorRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = rows;
        _margin = Ranking.Margin(rows.Dimensions, rows.Format);
    }

    /// <inheritdoc/>
    public int Dimensions => _rows.Dimensions;

    /// <inheritdoc/>
    public long RowCount => _rows.RowCount;

    /// <inheritdoc/>
    public RecallMeasurement Recall => RecallMeasurement.Exact;

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null)
    {
        Query checkedQuery = Query.Check(query, Dimensions, count);
        options ??= SearchOptions.Default;
        RowView rows = _rows.View();
        float[] scaledQuery = new float[Dimensions];
        checkedQuery.ScaleTo(scaledQuery, Ranking.QueryScale(rows.Format));
        int wantedCount = (int)Math.Min(count, Math.Max(1, rows.RowCount));
        Candidates candidates = Scan(rows, scaledQuery, wantedCount, options);
        List<Neighbor> neighbors = new(candidates.Rows.Count);
        foreach (Neighbor candidate in candidates.Rows)
        {
            double similarity = Ranking.Cosine(rows, checkedQuery, candidate.Row);
            if (similarity >= options.MinimumSimilarity)
            {
                neighbors.Add(new Neighbor(candidate.Row, similarity));
            }
        }

        return Ranking.Order(neighbors, wantedCount);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= SearchOptions.Default;
        IReadOnlyList<Neighbor>[] answers = new IReadOnlyList<Neighbor>[Query.CountOf(queries, Dimensions)];
        for (int index = 0; index < answers.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[index] = Search(queries.Slice(index * Dimensions, Dimensions).Span, count, options);
        }

        return answers;
    }

    private Candidates Scan(RowView rows, float[] scaledQuery, int wantedCount, SearchOptions options)
    {
        double floor = options.MinimumSimilarity - _margin;
        if (rows.RowCount <= 2 * RowsPerTask || options.MaxThreads == 1)
        {
            return Scan(rows, scaledQuery, 0, rows.RowCount, new Candidates(wantedCount, _margin, floor), options.Among);
        }

        Candidates all = new(wantedCount, _margin, floor);
        Lock merging = new();
        try
        {
            Parallel.ForEach(
                Partitioner.Create(0, rows.RowCount, RowsPerTask),
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxThreads },
                () => new Candidates(wantedCount, _margin, floor),
                (range, _, own) => Scan(rows, scaledQuery, range.Item1, range.Item2, own, options.Among),
                own =>
                {
                    lock (merging)
                    {
                        all.Add(own);
                    }
                });
        }
        catch (AggregateException exception) when (exception.InnerException is IndexFormatException damage)
        {
            ExceptionDispatchInfo.Throw(damage);
        }

        return all;
    }

    /// <summary>Scans a range that begins at a multiple of 64.</summary>
    private static Candidates Scan(RowView rows, float[] scaledQuery, long start, long end, Candidates candidates, RowSet? among)
    {
        for (long first = start; first < end; first += 64)
        {
            ulong allowed = rows.Allowed(first / 64, among);
            rows.VerifyWord(first / 64, allowed);
            for (; allowed != 0; allowed &= allowed - 1)
            {
                long row = first + BitOperations.TrailingZeroCount(allowed);
                float similarity = Ranking.Similarity(rows, scaledQuery, row);
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

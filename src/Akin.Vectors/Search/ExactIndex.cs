using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Finds the closest rows by comparing the query with every one. Thread-safe; the rows stay their caller's.
/// </summary>
/// <remarks>
/// The scan itself is float32; rows within its rounding error of the last wanted one are computed again in float64. So the answer is the same on every machine,
/// with any number of threads, and in any batch.
/// </remarks>
public sealed partial class ExactIndex : IVectorIndex
{
    /// <summary>Components that a thread takes at a time: fewer are scanned faster than a thread starts. They take about 0.3 ms for one query.</summary>
    private const long ComponentsPerTask = 3 << 20;

    private readonly VectorRows _rows;

    /// <summary>Creates an index over all rows, those that are added later included.</summary>
    public ExactIndex(VectorRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = rows;
    }

    /// <inheritdoc/>
    public int Dimensions => _rows.Dimensions;

    /// <inheritdoc/>
    public long RowCount => _rows.RowCount;

    /// <inheritdoc/>
    public RecallMeasurement Recall => RecallMeasurement.Exact;

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null) =>
        Search(_rows.View(), Query.Check(query, Dimensions, count), count, options ?? SearchOptions.Default);

    private static List<Neighbor> Search(RowView rows, in Query query, int count, SearchOptions options)
    {
        float[] scaledQuery = new float[rows.Dimensions];
        query.ScaleTo(scaledQuery, Ranking.QueryScale(rows.Format));
        RowRanges ranges = Ranges(rows);
        int scanCount = (int)Math.Min(options.MaxThreads, ranges.Count);
        if (scanCount <= 1)
        {
            Candidates all = NewCandidates(rows, count, options);
            Scan(rows, query, scaledQuery, ranges, all, options.Among);
            return all.Best(rows, query);
        }

        // A span cannot go to other threads, an array can.
        float[] components = query.Components.ToArray();
        Candidates[] scans = new Candidates[scanCount];
        ParallelWork.For(0, scanCount, new ParallelOptions { MaxDegreeOfParallelism = scanCount }, scan =>
        {
            scans[scan] = NewCandidates(rows, count, options);
            Scan(rows, Query.Check(components, rows.Dimensions, count), scaledQuery, ranges, scans[scan], options.Among);
        });
        return Best(rows, query, scans);
    }

    private static List<Neighbor> Best(RowView rows, in Query query, ReadOnlySpan<Candidates> scans)
    {
        foreach (Candidates others in scans[1..])
        {
            scans[0].Add(others);
        }

        return scans[0].Best(rows, query);
    }

    private static Candidates NewCandidates(in RowView rows, int count, SearchOptions options) =>
        new((int)Math.Min(count, Math.Max(1, rows.RowCount)), Ranking.ErrorBound(rows.Dimensions, rows.Format), options.MinimumSimilarity);

    private static RowRanges Ranges(in RowView rows, int divisor = 1) => new(rows.RowCount, Math.Max(1, ComponentsPerTask / divisor / rows.Dimensions / 64) * 64);

    private static void Scan(in RowView rows, in Query query, ReadOnlySpan<float> scaledQuery, RowRanges ranges, Candidates candidates, RowSet? among)
    {
        while (ranges.TryTake(out long start, out long end))
        {
            // Two rows far from each other in turns: memory gives more to two streams than to one.
            long middle = start + ((end - start) / 128 * 64);
            RowStream first = new(rows, among, start, middle);
            RowStream second = new(rows, among, middle, end);
            bool isFirstLeft;
            bool isSecondLeft;
            do
            {
                isFirstLeft = first.MoveNext();
                if (isFirstLeft)
                {
                    Compare(rows, query, scaledQuery, first, candidates);
                }

                isSecondLeft = second.MoveNext();
                if (isSecondLeft)
                {
                    Compare(rows, query, scaledQuery, second, candidates);
                }
            }
            while (isFirstLeft || isSecondLeft);
        }
    }

    private static void Compare(in RowView rows, in Query query, ReadOnlySpan<float> scaledQuery, in RowStream stream, Candidates candidates)
    {
        float similarity = rows.Format == RowFormat.Float16
            ? Dot.Half(scaledQuery, rows.Half(stream.Current), stream.Ahead)
            : Dot.Float(scaledQuery, rows.Float(stream.Current));
        if (similarity >= candidates.Floor)
        {
            candidates.Add(stream.Current, similarity);
            if (candidates.IsCrowded)
            {
                candidates.Settle(rows, query);
            }
        }
    }
}

using System.Diagnostics;
using Akin.Galleries;
using Akin.Vectors.Clustering;
using Akin.Vectors.Hashing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Evaluation;

/// <summary>Measures a gallery's ways of searching on the same queries: what each finds of an exact search, how long a search takes on one thread, and the bytes it goes through.</summary>
internal sealed class ModeMeasurement
{
    /// <summary>Queries that are asked at most: 1,000 tell the 99th percentile by its ten slowest, and an exact search of a million rows takes a tenth of a second.</summary>
    public const int QueryLimit = 1000;

    /// <summary>Searches before those that are timed, where all of them beforehand would only take time: an exact search goes through the same rows for every query.</summary>
    private const int ExactWarmUpCount = 20;

    /// <summary>float16 components of 64 bytes, to which rows are padded.</summary>
    private const int HalvesOfALine = 32;

    private readonly Gallery _gallery;
    private readonly IReadOnlyList<float[]> _queries;
    private readonly long[] _ownRows;
    private readonly IReadOnlyList<int> _depths;
    private readonly double[][] _least;
    private readonly int _neighborCount;
    private readonly SearchOptions _options;

    /// <summary>Finds the true neighbours.</summary>
    /// <param name="gallery">The gallery; it holds at least two contents.</param>
    /// <param name="contentCount">How many it holds.</param>
    /// <param name="queries">Float32 [dimensions] each.</param>
    /// <param name="ownRows">The row that each query is itself, which is no neighbour of its own; negative for none.</param>
    /// <param name="depths">The numbers of neighbours that recall is of, rising.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public ModeMeasurement(Gallery gallery, int contentCount, IReadOnlyList<float[]> queries, long[] ownRows, IReadOnlyList<int> depths, ParallelOptions parallel)
    {
        _gallery = gallery;
        _queries = queries;
        _ownRows = ownRows;
        _depths = depths;
        _neighborCount = Math.Min(depths[^1], contentCount - 1);
        _options = new SearchOptions { MaxThreads = 1 };
        SearchOptions many = _options with { MaxThreads = parallel.MaxDegreeOfParallelism };
        float[] batch = [.. queries.SelectMany(query => query)];
        IReadOnlyList<Neighbor>[] truth = gallery.Indexes.Get(SearchMode.Exact, parallel.CancellationToken).Index.SearchBatch(batch, _neighborCount + 1, many, parallel.CancellationToken);
        _least = [.. truth.Index().Select(one => Least(WithoutItself(one.Item, one.Index)))];
    }

    /// <summary>Measures a mode; its index is built where the gallery has none ready.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="progress">Told of every query.</param>
    /// <param name="cancellationToken">Stops before the next search.</param>
    public ModeScore Measure(SearchMode mode, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        GalleryIndexes.Way way = _gallery.Indexes.Get(mode, cancellationToken);
        int warmUpCount = mode == SearchMode.Exact ? Math.Min(ExactWarmUpCount, _queries.Count) : _queries.Count;
        int searchCount = warmUpCount + _queries.Count;
        for (int query = 0; query < warmUpCount; query++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = Search(way.Index, query);
            progress?.Report(new EvaluationProgress(mode.Name, query + 1, searchCount));
        }

        TimeSpan[] latencies = new TimeSpan[_queries.Count];
        double[] found = new double[_depths.Count];
        for (int query = 0; query < _queries.Count; query++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<Neighbor> answer = Search(way.Index, query);
            latencies[query] = Stopwatch.GetElapsedTime(start);
            Count(query, answer, found);
            progress?.Report(new EvaluationProgress(mode.Name, warmUpCount + query + 1, searchCount));
        }

        Array.Sort(latencies);
        return new ModeScore(
            mode,
            Array.ConvertAll(found, sum => sum / _queries.Count),
            Percentile(latencies, 50),
            Percentile(latencies, 95),
            Percentile(latencies, 99),
            way.BuildTime,
            BytesInMemory(way.Index, _gallery.Vectors));
    }

    /// <summary>The smallest of sorted values that so many of a hundred do not exceed: the nearest rank.</summary>
    internal static TimeSpan Percentile(ReadOnlySpan<TimeSpan> sorted, int percent) => sorted[(int)(((long)sorted.Length * percent) + 99) / 100 - 1];

    private IReadOnlyList<Neighbor> Search(IVectorIndex index, int query) => index.Search(_queries[query], _neighborCount + 1, _options);

    /// <summary>Adds the part of the true neighbours that an answer has, for each depth. A row as similar as the last of them counts, so that it does not matter which of several equal ones an answer has.</summary>
    private void Count(int query, IReadOnlyList<Neighbor> answer, double[] found)
    {
        List<Neighbor> others = WithoutItself(answer, query);
        for (int depth = 0; depth < _depths.Count; depth++)
        {
            int wantedCount = Math.Min(_depths[depth], _neighborCount);
            double least = _least[query][depth];
            found[depth] += others.Take(wantedCount).Count(neighbor => neighbor.Similarity >= least) / (double)wantedCount;
        }
    }

    /// <summary>How similar the last of the true neighbours is, for each depth.</summary>
    private double[] Least(List<Neighbor> neighbors) => [.. _depths.Select(depth => neighbors[Math.Min(depth, _neighborCount) - 1].Similarity)];

    private List<Neighbor> WithoutItself(IReadOnlyList<Neighbor> neighbors, int query) =>
        [.. neighbors.Where(neighbor => neighbor.Row != _ownRows[query]).Take(_neighborCount)];

    private static long BytesInMemory(IVectorIndex index, VectorFile vectors) => index switch
    {
        CodeIndex codes => codes.RowCount * codes.BytesOfACode,
        ClusteredIndex lists => lists.BytesInMemory,
        HashTables tables => tables.ReadStatistics().LengthInBytes + ((long)tables.Hashes.Count * tables.HashSize * tables.Dimensions * sizeof(float)),
        ProjectedIndex projected => projected.RowCount * projected.BytesOfAProjection,
        _ => vectors.RowCount * ((vectors.Dimensions + HalvesOfALine - 1) / HalvesOfALine * HalvesOfALine) * 2,
    };
}

using Akin.Vectors.Clustering;
using Akin.Vectors.Hashing;
using Akin.Vectors.Projection;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>The indexes that <c>bench/peers/vectors.py</c> puts beside its peers. Each is a line here, and a process of its own there.</summary>
internal static class MeasuredIndexes
{
    /// <summary>A third to a tenth of what encoders give.</summary>
    private const int ProjectedDimensions = 128;

    private static readonly int[] ReRanks = [15, 20, 30, 40, 60, 80, 120, 200];
    private static readonly int[] ReRanksOfLists = [20, 30, 40, 60, 120];
    private static readonly int[] ProbeCounts = [2, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128];

    private static readonly int[] ReRanksOfProjections = [30, 60, 120, 250, 500];
    private static readonly int[] BucketCounts = [10, 30, 100, 300, 1000, 3000];

    private static readonly Dictionary<string, Func<VectorSet, MeasuredIndex>> Builders = new()
    {
        ["exact-float32"] = set => Exact("exact, float32 rows", set.LoadRows(RowFormat.Float32)),
        ["exact-float16"] = set => Exact("exact, float16 rows", set.LoadRows(RowFormat.Float16)),
        ["exact-file"] = set => Exact("exact, float16 file", set.MapRows()),
        ["codes"] = set => Codes("codes, float16 rows", set.LoadRows(RowFormat.Float16)),
        ["codes-file"] = set => Codes("codes, float16 file", set.MapRows()),
        ["projection"] = set => Projection("random projection", set.LoadRows(RowFormat.Float16), ProjectedDimensions),
        ["tables"] = set => Tables("hash tables, float16 rows", set.LoadRows(RowFormat.Float16)),
        ["lists"] = set => Lists("lists over codes, float16 rows", set.LoadRows(RowFormat.Float16)),
    };

    /// <summary>The names that <see cref="Build"/> takes.</summary>
    public static IReadOnlyCollection<string> Names => Builders.Keys;

    /// <summary>Builds an index over a set's rows. It lives as long as the process.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="set">The rows.</param>
    /// <exception cref="KeyNotFoundException">There is no such index.</exception>
    public static MeasuredIndex Build(string name, VectorSet set) => Builders[name](set);

    private static MeasuredIndex Exact(string title, VectorRows rows)
    {
        (ExactIndex index, double cpuSeconds) = Measure(() => new ExactIndex(rows));
        return new MeasuredIndex(title, index, cpuSeconds, VectorRows.StrideInBytes(rows.Dimensions, rows.Format), [new MeasuredPoint(string.Empty, static () => { })]);
    }

    private static MeasuredIndex Codes(string title, VectorRows rows)
    {
        (CodeIndex index, double cpuSeconds) = Measure(() => CodeIndex.Build(rows));
        IEnumerable<MeasuredPoint> points = ReRanks.Select(reRank => new MeasuredPoint($"reRank={reRank}", () => index.ReRank = reRank));
        return new MeasuredIndex(title, index, cpuSeconds, index.BytesOfACode + BytesInMemory(rows), [.. points]);
    }

    private static MeasuredIndex Lists(string title, VectorRows rows)
    {
        (ClusteredIndex index, double cpuSeconds) = Measure(() => ClusteredIndex.Build(rows));
        IEnumerable<MeasuredPoint> points =
            from reRank in ReRanksOfLists
            from probes in ProbeCounts
            where probes <= index.ListCount
            select new MeasuredPoint($"probes={probes}, reRank={reRank}", () => (index.Probes, index.ReRank) = (probes, reRank));
        return new MeasuredIndex($"{title}, {index.ListCount} lists", index, cpuSeconds, ((double)index.BytesInMemory / rows.RowCount) + BytesInMemory(rows), [.. points]);
    }

    private static MeasuredIndex Projection(string title, VectorRows rows, int projectedDimensions)
    {
        RandomProjection projection = RandomProjection.Gaussian(rows.Dimensions, projectedDimensions, seed: 1);
        (ProjectedIndex index, double cpuSeconds) = Measure(() => ProjectedIndex.Build(rows, projection));
        IEnumerable<MeasuredPoint> points = ReRanksOfProjections.Select(reRank => new MeasuredPoint($"reRank={reRank}", () => index.ReRank = reRank));
        return new MeasuredIndex($"{title} to {projectedDimensions}, float16 rows", index, cpuSeconds, index.BytesOfAProjection + BytesInMemory(rows), [.. points]);
    }

    private static MeasuredIndex Tables(string title, VectorRows rows)
    {
        (HashTables index, double cpuSeconds) = Measure(() => HashTables.Build(rows));
        IEnumerable<MeasuredPoint> points = BucketCounts.Select(bucketCount => new MeasuredPoint($"probes={bucketCount}", () => index.Probes = bucketCount));
        double bytes = ((double)index.ReadStatistics().LengthInBytes / rows.RowCount) + BytesInMemory(rows);
        return new MeasuredIndex($"{title}, {index.Hashes.Count} tables of {index.HashSize} bits", index, cpuSeconds, bytes, [.. points]);
    }

    /// <summary>What a row takes in memory itself: nothing where it lies in a file, which the system drops from memory when it needs the room.</summary>
    private static int BytesInMemory(VectorRows rows) => rows is VectorMemory ? VectorRows.StrideInBytes(rows.Dimensions, rows.Format) : 0;

    /// <summary>Builds something and says what CPU time it took, on all threads together.</summary>
    private static (T Built, double CpuSeconds) Measure<T>(Func<T> build)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T built = build();
        return (built, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}

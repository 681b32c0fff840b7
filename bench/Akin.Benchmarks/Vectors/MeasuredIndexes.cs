using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>The indexes that <c>bench/peers/vectors.py</c> puts beside its peers. Each is a line here, and a process of its own there.</summary>
internal static class MeasuredIndexes
{
    private static readonly Dictionary<string, Func<VectorSet, MeasuredIndex>> Builders = new()
    {
        ["exact-float32"] = set => Exact("exact, float32 rows", set.LoadRows(RowFormat.Float32)),
        ["exact-float16"] = set => Exact("exact, float16 rows", set.LoadRows(RowFormat.Float16)),
        ["exact-file"] = set => Exact("exact, float16 file", set.MapRows()),
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
        return new MeasuredIndex(title, cpuSeconds, StrideInBytes(rows), [new MeasuredPoint(string.Empty, index, SearchOptions.Default)]);
    }

    private static int StrideInBytes(VectorRows rows) => VectorRows.StrideInBytes(rows.Dimensions, rows.Format);

    /// <summary>Builds something and says what CPU time it took, on all threads together.</summary>
    private static (T Built, double CpuSeconds) Measure<T>(Func<T> build)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T built = build();
        return (built, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}

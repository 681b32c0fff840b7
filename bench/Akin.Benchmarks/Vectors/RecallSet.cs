using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>Rows and queries of one encoder, and the true neighbours.</summary>
internal sealed class RecallSet : IDisposable
{
    /// <summary>Neighbours that count.</summary>
    public const int NeighbourCount = 10;

    private RecallSet(string name, VectorMemory rows, float[][] queries)
    {
        Name = name;
        Rows = rows;
        Queries = queries;
        ExactIndex exact = new(rows);
        Truth = [.. queries.Select(query => exact.Search(query, NeighbourCount).Select(neighbor => neighbor.Row).ToHashSet())];
    }

    /// <summary>The files' name.</summary>
    public string Name { get; }

    /// <summary>Float16 rows of length 1.</summary>
    public VectorMemory Rows { get; }

    /// <summary>Float32, of any length.</summary>
    public float[][] Queries { get; }

    /// <summary>The true neighbours of each query.</summary>
    public HashSet<long>[] Truth { get; }

    /// <summary>Reads a set and finds its neighbours.</summary>
    /// <param name="place">As <see cref="VectorSet.Open"/> takes it.</param>
    public static RecallSet Read(string place)
    {
        VectorSet set = VectorSet.Open(place);
        return new RecallSet(Path.GetFileName(place), set.LoadRows(RowFormat.Float16), [.. Enumerable.Range(0, set.QueryCount).Select(query => set.Query(query).ToArray())]);
    }

    /// <summary>Mean part of the true neighbours among the answers.</summary>
    public double RecallOf(IReadOnlyList<IReadOnlyList<long>> answers) =>
        answers.Zip(Truth, (answer, truth) => (double)answer.Count(truth.Contains) / truth.Count).Average();

    /// <summary>Every query's answer, and the median of its CPU microseconds over some rounds.</summary>
    public (IReadOnlyList<Neighbor>[] Answers, double MicrosecondsPerQuery) Ask(IVectorIndex index, int roundCount = 5)
    {
        SearchOptions options = new() { MaxThreads = 1 };
        IReadOnlyList<Neighbor>[] answers = new IReadOnlyList<Neighbor>[Queries.Length];
        double[] rounds = new double[roundCount];
        for (int round = 0; round < roundCount; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int query = 0; query < Queries.Length; query++)
            {
                answers[query] = index.Search(Queries[query], NeighbourCount, options);
            }

            rounds[round] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Queries.Length;
        }

        Array.Sort(rounds);
        return (answers, rounds[roundCount / 2]);
    }

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();
}

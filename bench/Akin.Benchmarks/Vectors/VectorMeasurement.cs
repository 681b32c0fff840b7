using System.Diagnostics;
using Akin.Vectors.Search;

namespace Akin.Benchmarks.Vectors;

/// <summary>Measures one index as it is set. The peers' programs do the same in the same way, see <c>bench/peers/measuring.py</c>.</summary>
/// <param name="set">The queries.</param>
/// <param name="index">What answers.</param>
/// <param name="processor">The processor that single queries run on.</param>
internal sealed class VectorMeasurement(VectorSet set, IVectorIndex index, int processor)
{
    /// <summary>Neighbours a query.</summary>
    private const int NeighbourCount = 10;

    /// <summary>Queries of a batch.</summary>
    private const int BatchLength = 256;

    /// <summary>Queries of a batch while answers are collected, so that slow indexes keep to their time.</summary>
    private const int AnswerBatchLength = 16;

    private const int LeastSingleCount = 5;

    private int _next;

    /// <summary>The neighbours of as many queries as there is time for, from the first one on, by all threads.</summary>
    /// <returns>Their rows, the closest first; one list a query.</returns>
    public List<long[]> Answers(double seconds)
    {
        List<long[]> answers = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (answers.Count < set.QueryCount && (answers.Count == 0 || watch.Elapsed.TotalSeconds < seconds))
        {
            int count = Math.Min(AnswerBatchLength, set.QueryCount - answers.Count);
            foreach (IReadOnlyList<Neighbor> neighbours in index.SearchBatch(Batch(answers.Count, count), NeighbourCount))
            {
                answers.Add([.. neighbours.Select(neighbour => neighbour.Row)]);
            }
        }

        return answers;
    }

    /// <summary>One query after another on one thread, which stays on its processor.</summary>
    /// <returns>The median of the milliseconds a query took, and the mean of its CPU milliseconds.</returns>
    public (double MedianMs, double CpuMs, int QueryCount) Single(double seconds)
    {
        SearchOptions options = SearchOptions.Default with { MaxThreads = 1 };
        List<double> milliseconds = [];
        using Process process = Process.GetCurrentProcess();
        nint allProcessors = Pin(process, 1 << processor);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        while (milliseconds.Count < LeastSingleCount || watch.Elapsed.TotalSeconds < seconds)
        {
            long start = Stopwatch.GetTimestamp();
            index.Search(set.Query(_next), NeighbourCount, options);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            _next = (_next + 1) % set.QueryCount;
        }

        double cpuMs = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / milliseconds.Count;
        Pin(process, allProcessors);
        milliseconds.Sort();
        return (milliseconds[milliseconds.Count / 2], cpuMs, milliseconds.Count);
    }

    /// <summary>Batches of 256 queries, one after another.</summary>
    /// <returns>Queries answered, the seconds and the CPU seconds that they took.</returns>
    public (int QueryCount, double Seconds, double CpuSeconds) Batches(int threadCount, double seconds)
    {
        SearchOptions options = SearchOptions.Default with { MaxThreads = threadCount };
        int count = Math.Min(BatchLength, set.QueryCount);
        int answeredCount = 0;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        while (answeredCount == 0 || watch.Elapsed.TotalSeconds < seconds)
        {
            int first = answeredCount % (set.QueryCount - count + 1);
            answeredCount += index.SearchBatch(Batch(first, count), NeighbourCount, options).Length;
        }

        return (answeredCount, watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private ReadOnlyMemory<float> Batch(int first, int count) => set.Queries.Slice(first * set.Dimensions, count * set.Dimensions);

    /// <summary>Lets this thread, the process's first, run on certain processors only. On Linux, that is all that a process's affinity does; elsewhere nothing is pinned.</summary>
    /// <returns>Where it ran before.</returns>
    private static nint Pin(Process process, nint processors)
    {
        if (!OperatingSystem.IsLinux())
        {
            return processors;
        }

        nint before = process.ProcessorAffinity;
        process.ProcessorAffinity = processors;
        return before;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>The exact index beside FAISS's IndexFlatIP, in turns on one thread each: single queries and a batch, and whether both found the same rows.</summary>
internal static class FlatPeers
{
    /// <summary>Rounds, of which the medians count.</summary>
    private const int RoundCount = 7;

    private const int SingleCount = 10;

    private const int BatchCount = 256;

    private const int NeighborCount = 10;

    private static readonly SearchOptions OneThread = new() { MaxThreads = 1 };

    /// <summary>Prints the table.</summary>
    /// <param name="python">The interpreter that has FAISS.</param>
    /// <param name="rowCount">Rows to search.</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <returns>The exit code: 1 where float32 rows give other neighbours.</returns>
    public static int Run(string python, int rowCount, int dimensions)
    {
        Random random = new(20261124);
        float[] rows = UnitRows(random, rowCount, dimensions);
        float[] queries = UnitRows(random, BatchCount, dimensions);
        for (int index = 0; index < queries.Length; index++)
        {
            queries[index] += rows[index];
        }

        string folder = Directory.CreateTempSubdirectory("akin-flat-").FullName;
        try
        {
            using Process faiss = Start(python, folder, rows, queries, dimensions);
            Console.WriteLine($"{rowCount:N0} x {dimensions}, ms a query, medians of {RoundCount} rounds, one thread; FAISS {faiss.StandardOutput.ReadLine()}");
            using VectorMemory floats = Fill(rows, dimensions, RowFormat.Float32);
            using VectorMemory halves = Fill(rows, dimensions, RowFormat.Float16);
            bool isSame = Compare(faiss, new ExactIndex(floats), new ExactIndex(halves), queries, 1, SingleCount);
            return Compare(faiss, new ExactIndex(floats), new ExactIndex(halves), queries, BatchCount, 1) && isSame ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Compare(Process faiss, ExactIndex floats, ExactIndex halves, float[] queries, int queryCount, int repeatCount)
    {
        List<double>[] cpu = [[], [], []];
        List<double>[] wall = [[], [], []];
        double[] overlaps = new double[2];
        for (int round = -1; round < RoundCount; round++)
        {
            faiss.StandardInput.WriteLine($"{queryCount} {repeatCount}");
            faiss.StandardInput.Flush();
            string[] answer = faiss.StandardOutput.ReadLine()!.Split(' ');
            HashSet<(int Query, long Row)> truth = [.. answer.Skip(2).Select((row, place) => (place / NeighborCount, long.Parse(row, CultureInfo.InvariantCulture)))];
            (double Cpu, double Wall, double Overlap)[] measured =
            [
                (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture), 1),
                Measure(floats, queries, queryCount, repeatCount, truth),
                Measure(halves, queries, queryCount, repeatCount, truth),
            ];
            overlaps = [measured[1].Overlap, measured[2].Overlap];
            for (int engine = 0; engine < measured.Length && round >= 0; engine++)
            {
                cpu[engine].Add(measured[engine].Cpu * 1000 / (queryCount * repeatCount));
                wall[engine].Add(measured[engine].Wall * 1000 / (queryCount * repeatCount));
            }
        }

        Console.WriteLine($"  {(queryCount == 1 ? "one query" : $"batch of {queryCount}")}");
        Print("CPU", cpu);
        Print("wall", wall);
        Console.WriteLine($"    the same neighbours: float32 {overlaps[0]:P2}, float16 {overlaps[1]:P2}");
        return overlaps[0] > 0.9999;
    }

    private static void Print(string clock, List<double>[] engines)
    {
        double[] medians = Array.ConvertAll(engines, rounds => rounds.Order().ElementAt(rounds.Count / 2));
        Console.WriteLine(
            $"    {clock,-4}   FAISS {medians[0],8:F3}   float32 {medians[1],8:F3}, ratio {medians[0] / medians[1]:F2}   float16 {medians[2],8:F3}, ratio {medians[0] / medians[2]:F2}");
    }

    private static (double Cpu, double Wall, double Overlap) Measure(ExactIndex index, float[] queries, int queryCount, int repeatCount, HashSet<(int Query, long Row)> truth)
    {
        IReadOnlyList<Neighbor>[] found = [];
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Stopwatch wall = Stopwatch.StartNew();
        for (int repeat = 0; repeat < repeatCount; repeat++)
        {
            found = queryCount == 1
                ? [index.Search(queries.AsSpan(repeat * index.Dimensions, index.Dimensions), NeighborCount, OneThread)]
                : index.SearchBatch(queries, NeighborCount, OneThread);
        }

        double seconds = wall.Elapsed.TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        int same = found.Select((neighbors, query) => neighbors.Count(neighbor => truth.Contains((query, neighbor.Row)))).Sum();
        return (cpuSeconds, seconds, (double)same / truth.Count);
    }

    private static Process Start(string python, string folder, float[] rows, float[] queries, int dimensions)
    {
        ProcessStartInfo start = new(python, [Path.Combine("bench", "peers", "faiss_flat.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (Avx512F.IsSupported)
        {
            // OpenBLAS 0.3.21 does not know processors newer than itself, and takes them for one of 2004.
            start.Environment.TryAdd("OPENBLAS_CORETYPE", "SkylakeX");
        }

        Process process = Process.Start(start)!;
        foreach ((string name, float[] numbers) in ((string, float[])[])[("rows", rows), ("queries", queries)])
        {
            string path = Path.Combine(folder, name);
            using FileStream file = File.Create(path);
            file.Write(MemoryMarshal.AsBytes<float>(numbers));
            process.StandardInput.WriteLine(path);
        }

        process.StandardInput.WriteLine(dimensions);
        process.StandardInput.Flush();
        return process;
    }

    private static VectorMemory Fill(float[] rows, int dimensions, RowFormat format)
    {
        VectorMemory memory = new(dimensions, format);
        for (int start = 0; start < rows.Length; start += dimensions)
        {
            memory.Append(rows.AsSpan(start, dimensions));
        }

        return memory;
    }

    /// <summary>Normal random numbers, each row of length 1.</summary>
    private static float[] UnitRows(Random random, int rowCount, int dimensions)
    {
        float[] rows = new float[(long)rowCount * dimensions];
        for (int start = 0; start < rows.Length; start += dimensions)
        {
            double squares = 0;
            for (int index = start; index < start + dimensions; index++)
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                rows[index] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
                squares += rows[index] * (double)rows[index];
            }

            for (int index = start; index < start + dimensions; index++)
            {
                rows[index] = (float)(rows[index] / Math.Sqrt(squares));
            }
        }

        return rows;
    }
}

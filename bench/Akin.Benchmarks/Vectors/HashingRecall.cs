using System.Globalization;
using Akin.Vectors.Hashing;
using Akin.Vectors.Search;

namespace Akin.Benchmarks.Vectors;

/// <summary>Hash tables beside the scheme of the notebook from which the method came: recall@10, candidates and CPU time a query, as a table.</summary>
internal static class HashingRecall
{
    /// <summary>Hyperplanes are random, so means over some draws count.</summary>
    private const int SeedCount = 3;

    private static readonly (int HashSize, int TableCount, int[] ProbesPerTable)[] Shapes =
    [
        (8, 10, [1, 2, 4, 10]),
        (8, 1, [1, 10]),
        (8, 20, [1]),
        (12, 10, [1, 10, 40]),
        (12, 20, [1, 10]),
        (16, 10, [1, 10, 100]),
        (16, 20, [10, 50]),
        (24, 10, [100]),
        (32, 10, [100]),
    ];

    /// <summary>Prints one table a set.</summary>
    /// <param name="places">As <see cref="VectorSet.Open"/> takes them.</param>
    public static int Run(string[] places)
    {
        foreach (string place in places)
        {
            using RecallSet set = RecallSet.Read(place);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: {set.Rows.RowCount:N0} rows of {set.Rows.Dimensions}, {set.Queries.Length:N0} queries, means over {SeedCount} seeds"));
            Console.WriteLine();
            Console.WriteLine("| bits | tables | probes | recall@10 | candidates a query | of the rows | CPU us a query | build CPU s | MB |");
            Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
            PrintNotebook(set);
            foreach ((int hashSize, int tableCount, int[] probesPerTable) in Shapes)
            {
                Print(set, hashSize, tableCount, probesPerTable);
            }

            (_, double microseconds) = set.Ask(new ExactIndex(set.Rows), 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| exact scan | | | 1 | {set.Rows.RowCount} | 100 % | {microseconds:F0} | | |"));
            Console.WriteLine();
        }

        return 0;
    }

    /// <summary>
    /// Ten tables that share their hyperplanes are one table ten times over: a query finds its bucket ten times, every row there counts ten and scores 10 /
    /// dimensions, and the sort, which is stable, leaves them in the order of the rows.
    /// </summary>
    private static void PrintNotebook(RecallSet set)
    {
        const int HashSize = 8;
        double recall = 0;
        double candidateCount = 0;
        float[] row = new float[set.Rows.Dimensions];
        for (int seed = 0; seed < SeedCount; seed++)
        {
            HyperplaneHash hash = new(set.Rows.Dimensions, HashSize, (ulong)seed);
            List<long>[] buckets = [.. Enumerable.Range(0, 1 << HashSize).Select(_ => new List<long>())];
            for (long index = 0; index < set.Rows.RowCount; index++)
            {
                set.Rows.Read(index, row);
                buckets[hash.Hash(row)].Add(index);
            }

            List<long>[] found = [.. set.Queries.Select(query => buckets[hash.Hash(query)])];
            candidateCount += found.Average(bucket => bucket.Count) / SeedCount;
            recall += set.RecallOf([.. found.Select(bucket => bucket.Take(RecallSet.NeighbourCount).ToList())]) / SeedCount;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| 8, the notebook's | 10 alike | 10 | {recall:F3} | {candidateCount:F0} | {100 * candidateCount / set.Rows.RowCount:F1} % | | | |"));
    }

    private static void Print(RecallSet set, int hashSize, int tableCount, int[] probesPerTable)
    {
        double[] recalls = new double[probesPerTable.Length];
        double[] candidateCounts = new double[probesPerTable.Length];
        double[] microseconds = new double[probesPerTable.Length];
        double buildSeconds = 0;
        double megabytes = 0;
        for (int seed = 0; seed < SeedCount; seed++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            using HashTables tables = HashTables.Build(set.Rows, new HashTableOptions { HashSize = hashSize, TableCount = tableCount, Seed = (ulong)seed });
            buildSeconds += (Environment.CpuUsage.TotalTime - before).TotalSeconds / SeedCount;
            megabytes += tables.ReadStatistics().LengthInBytes / 1e6 / SeedCount;
            HashTableStatistics last = tables.ReadStatistics();
            for (int place = 0; place < probesPerTable.Length; place++)
            {
                tables.Probes = probesPerTable[place] * tableCount;
                (IReadOnlyList<Neighbor>[] answers, double time) = set.Ask(tables, 3);
                HashTableStatistics statistics = tables.ReadStatistics();
                recalls[place] += set.RecallOf([.. answers.Select(answer => answer.Select(neighbor => neighbor.Row).ToList())]) / SeedCount;
                candidateCounts[place] += ((statistics.MeanCandidateCount * statistics.SearchCount) - (last.MeanCandidateCount * last.SearchCount)) / (statistics.SearchCount - last.SearchCount) / SeedCount;
                microseconds[place] += time / SeedCount;
                last = statistics;
            }
        }

        for (int place = 0; place < probesPerTable.Length; place++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {hashSize} | {tableCount} | {probesPerTable[place] * tableCount} | {recalls[place]:F3} | {candidateCounts[place]:F0} | {100 * candidateCounts[place] / set.Rows.RowCount:F1} % | {microseconds[place]:F0} | {buildSeconds:F2} | {megabytes:F1} |"));
        }
    }
}

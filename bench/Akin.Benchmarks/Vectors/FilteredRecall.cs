using System.Globalization;
using Akin.Vectors.Clustering;
using Akin.Vectors.Hashing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>
/// What filters leave of the recall that indexes were tuned to, and what they cost. Rows are of a hundred kinds, by which of a hundred rows drawn at random they are most like: filters
/// of some kinds leave rows that lie together, and often far from the query.
/// </summary>
internal static class FilteredRecall
{
    private const int KindCount = 100;

    private const double Floor = 0.99;

    /// <summary>Prints one table a set.</summary>
    /// <param name="places">As <see cref="VectorSet.Open"/> takes them.</param>
    public static int Run(string[] places)
    {
        foreach (string place in places)
        {
            VectorSet set = VectorSet.Open(place);
            using VectorMemory rows = set.LoadRows(RowFormat.Float16);
            using ClusteredIndex lists = ClusteredIndex.Build(rows);
            using CodeIndex codes = CodeIndex.Build(rows);
            using HashTables tables = HashTables.Build(rows);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(place)}: {rows.RowCount:N0} rows of {rows.Dimensions}, {set.QueryCount:N0} queries, tuned to {Floor}"));
            Console.WriteLine();
            Console.WriteLine("| filter | wanted | lists: recall | CPU us a query | codes: recall | CPU us a query | hash tables: recall | CPU us a query |");
            Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
            lists.Tune(Floor);
            codes.Tune(Floor);
            tables.Tune(Floor);
            IVectorIndex[] indexes = [lists, codes, tables];
            Random random = new(1);
            int[] kinds = Kinds(rows, random);
            RowSet[] ofKind = [.. Enumerable.Range(0, KindCount).Select(kind => Where(kinds, other => other == kind))];
            Print(set, rows, indexes, "none", 10, _ => null);
            Print(set, rows, indexes, "none", 100, _ => null);
            foreach (int percent in new[] { 50, 10, 1 })
            {
                RowSet drawn = Where(kinds, _ => random.Next(100) < percent);
                Print(set, rows, indexes, $"{percent} % at random", 10, _ => drawn);
            }

            int[] own = [.. Enumerable.Range(0, set.QueryCount).Select(query => kinds[new ExactIndex(rows).Search(set.Query(query), 1)[0].Row])];
            Print(set, rows, indexes, "the query's kind", 10, query => ofKind[own[query]]);
            Print(set, rows, indexes, "all but the query's kind", 10, query => Where(kinds, kind => kind != own[query]));
            Print(set, rows, indexes, "a kind at random", 10, _ => ofKind[random.Next(KindCount)]);
            Print(set, rows, indexes, "5 kinds at random", 10, _ => FiveKinds(kinds, random));
            Console.WriteLine();
        }

        return 0;
    }

    private static void Print(VectorSet set, VectorMemory rows, IVectorIndex[] indexes, string name, int count, Func<int, RowSet?> filter)
    {
        ExactIndex exact = new(rows);
        SearchOptions[] options = [.. Enumerable.Range(0, set.QueryCount).Select(query => new SearchOptions { Among = filter(query), MaxThreads = 1 })];
        HashSet<long>[] truth = [.. options.Select((option, query) => exact.Search(set.Query(query), count, option).Select(neighbor => neighbor.Row).ToHashSet())];
        List<string> cells = [];
        foreach (IVectorIndex index in indexes)
        {
            int foundCount = 0;
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int query = 0; query < set.QueryCount; query++)
            {
                foundCount += index.Search(set.Query(query), count, options[query]).Count(neighbor => truth[query].Contains(neighbor.Row));
            }

            double microseconds = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / set.QueryCount;
            cells.Add(string.Create(CultureInfo.InvariantCulture, $"{(double)foundCount / truth.Sum(one => one.Count):F4} | {microseconds:F0}"));
        }

        Console.WriteLine($"| {name} | {count} | {string.Join(" | ", cells)} |");
    }

    private static int[] Kinds(VectorMemory rows, Random random)
    {
        using VectorMemory firsts = new(rows.Dimensions);
        float[] row = new float[rows.Dimensions];
        for (int kind = 0; kind < KindCount; kind++)
        {
            rows.Read(random.NextInt64(rows.RowCount), row);
            firsts.Append(row);
        }

        ExactIndex kinds = new(firsts);
        int[] kindOfRow = new int[rows.RowCount];
        for (int index = 0; index < kindOfRow.Length; index++)
        {
            rows.Read(index, row);
            kindOfRow[index] = (int)kinds.Search(row, 1)[0].Row;
        }

        return kindOfRow;
    }

    private static RowSet FiveKinds(int[] kinds, Random random)
    {
        HashSet<int> chosen = [.. Enumerable.Range(0, 5).Select(_ => random.Next(KindCount))];
        return Where(kinds, chosen.Contains);
    }

    private static RowSet Where(int[] kinds, Func<int, bool> takes)
    {
        RowSet rows = new(kinds.Length);
        for (int row = 0; row < kinds.Length; row++)
        {
            if (takes(kinds[row]))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}

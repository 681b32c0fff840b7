using System.Globalization;
using Akin.Vectors.Projection;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>What random projection costs in recall@10 and in the order of similarities, as a table.</summary>
internal static class ProjectionRecall
{
    /// <summary>Matrices are random, so means over some draws count.</summary>
    private const int SeedCount = 3;

    /// <summary>Queries whose similarities are ranked, each with all rows.</summary>
    private const int RankedQueryCount = 30;

    /// <summary>Rows of each of those for Kendall's coefficient, which looks at all pairs.</summary>
    private const int PairedRowCount = 1000;

    private static readonly int[] ProjectedDimensions = [8, 16, 32, 64, 128, 256, 512];

    private static readonly (string Name, Func<int, int, ulong, RandomProjection> Draw)[] Kinds =
    [
        ("Gaussian", RandomProjection.Gaussian),
        ("sparse 1/3", (dimensions, projectedDimensions, seed) => RandomProjection.Sparse(dimensions, projectedDimensions, seed, 1.0 / 3)),
        ("sparse 1/root d", (dimensions, projectedDimensions, seed) => RandomProjection.Sparse(dimensions, projectedDimensions, seed)),
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
            Console.WriteLine("| dimensions | kind | bytes a row | recall@10 | re-rank 100 | Spearman | Kendall | CPU us a row |");
            Console.WriteLine("|--:|---|--:|--:|--:|--:|--:|--:|");
            double[][] truth = [.. set.Queries.Take(RankedQueryCount).Select(query => Similarities(set.Rows, query))];
            foreach (int projectedDimensions in ProjectedDimensions)
            {
                foreach ((string name, Func<int, int, ulong, RandomProjection> draw) in Kinds)
                {
                    Print(set, truth, name, projectedDimensions, seed => draw(set.Rows.Dimensions, projectedDimensions, seed));
                }
            }

            Console.WriteLine();
        }

        return 0;
    }

    private static void Print(RecallSet set, double[][] truth, string name, int projectedDimensions, Func<ulong, RandomProjection> draw)
    {
        double recall = 0;
        double reRanked = 0;
        double spearman = 0;
        double kendall = 0;
        double microseconds = 0;
        int bytes = 0;
        for (ulong seed = 0; seed < SeedCount; seed++)
        {
            RandomProjection projection = draw(seed);
            microseconds += MicrosecondsPerRow(set.Rows, projection) / SeedCount;
            using ProjectedIndex index = ProjectedIndex.Build(set.Rows, projection);
            bytes = index.BytesOfAProjection;
            index.ReRank = 0;
            recall += Recall(set, index) / SeedCount;
            index.ReRank = 100;
            reRanked += Recall(set, index) / SeedCount;
            using VectorMemory projected = Project(set.Rows, projection);
            for (int query = 0; query < truth.Length; query++)
            {
                float[] vector = new float[projectedDimensions];
                projection.Project(set.Queries[query], vector);
                double[] similarities = Similarities(projected, vector);
                spearman += RankCorrelation.Spearman(truth[query], similarities) / truth.Length / SeedCount;
                kendall += RankCorrelation.Kendall(Sample(truth[query]), Sample(similarities)) / truth.Length / SeedCount;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {projectedDimensions} | {name} | {bytes} | {recall:F3} | {reRanked:F3} | {spearman:F3} | {kendall:F3} | {microseconds:F2} |"));
    }

    private static double Recall(RecallSet set, ProjectedIndex index) =>
        set.RecallOf([.. set.Ask(index, 1).Answers.Select(answer => answer.Select(neighbor => neighbor.Row).ToList())]);

    private static double[] Similarities(VectorMemory rows, float[] query)
    {
        double[] similarities = new double[rows.RowCount];
        foreach (Neighbor neighbor in new ExactIndex(rows).Search(query, (int)rows.RowCount))
        {
            similarities[neighbor.Row] = neighbor.Similarity;
        }

        return similarities;
    }

    private static double[] Sample(double[] similarities)
    {
        int step = Math.Max(1, similarities.Length / PairedRowCount);
        return [.. Enumerable.Range(0, Math.Min(PairedRowCount, similarities.Length)).Select(index => similarities[index * step])];
    }

    /// <summary>Float32, so that what is told is the projection's doing and not rounding's.</summary>
    private static VectorMemory Project(VectorMemory rows, RandomProjection projection)
    {
        VectorMemory projected = new(projection.ProjectedDimensions, RowFormat.Float32);
        float[] row = new float[rows.Dimensions];
        float[] target = new float[projection.ProjectedDimensions];
        for (long index = 0; index < rows.RowCount; index++)
        {
            rows.Read(index, row);
            projection.Project(row, target);
            projected.Append(target);
        }

        return projected;
    }

    /// <summary>CPU time of projecting rows that lie ready, 1,024 at once, on one thread: the median of some rounds.</summary>
    private static double MicrosecondsPerRow(VectorMemory rows, RandomProjection projection)
    {
        const int RowCount = 1024;
        const int RoundCount = 9;
        float[] vectors = new float[RowCount * rows.Dimensions];
        float[] projected = new float[RowCount * projection.ProjectedDimensions];
        for (int row = 0; row < RowCount; row++)
        {
            rows.Read(row, vectors.AsSpan(row * rows.Dimensions, rows.Dimensions));
        }

        // Until the runtime has compiled the kernels for good.
        TimeSpan start = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - start < TimeSpan.FromMilliseconds(300))
        {
            projection.Project(vectors, projected);
        }

        double[] rounds = new double[RoundCount];
        for (int round = 0; round < RoundCount; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            projection.Project(vectors, projected);
            rounds[round] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / RowCount;
        }

        Array.Sort(rounds);
        return rounds[RoundCount / 2];
    }
}

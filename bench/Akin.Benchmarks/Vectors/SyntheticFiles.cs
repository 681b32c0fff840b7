using System.Diagnostics;
using System.Globalization;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>Writes <see cref="SyntheticVectors"/> as a data set for <c>bench/peers/vectors.py</c>: <c>rows.npy</c> and <c>queries.npy</c>, float32.</summary>
internal static class SyntheticFiles
{
    /// <summary>Rows of one random sequence, the unit of parallel work. Another number gives other vectors.</summary>
    private const int RowsPerBlock = 4096;

    /// <summary>Rows a cluster, on average.</summary>
    private const int RowsPerCluster = 250;

    /// <summary>How far queries lie from the distribution of the rows.</summary>
    private const float QueryNoise = 0.1f;

    /// <summary>Writes the files and says how long it took.</summary>
    /// <param name="request">Rows, dimensions, queries, seed and a folder, which is made where it is missing.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] request)
    {
        if (request is not [string rows, string components, string queries, string chosenSeed, string folder]
            || !TryParse(rows, int.MaxValue, out int rowCount)
            || !TryParse(components, VectorFile.DimensionsLimit, out int dimensions)
            || !TryParse(queries, int.MaxValue, out int queryCount)
            || !ulong.TryParse(chosenSeed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
        {
            Console.Error.WriteLine($"`synthetic {string.Join(' ', request)}` asks for nothing that can be made: give ROWS DIMENSIONS QUERIES SEED FOLDER, such as `synthetic 100000 384 1000 1 artifacts/synthetic`.");
            return 2;
        }

        Stopwatch watch = Stopwatch.StartNew();
        Directory.CreateDirectory(folder);
        SyntheticVectors vectors = new(dimensions, Math.Max(1, rowCount / RowsPerCluster), seed);
        Write(Path.Combine(folder, "rows.npy"), vectors, rowCount, dimensions, extraNoise: 0, block => new SeededRandom(seed, (2 * block) + 1));
        Write(Path.Combine(folder, "queries.npy"), vectors, queryCount, dimensions, QueryNoise, block => new SeededRandom(seed, (2 * block) + 2));

        // Neighbours of other rows.
        File.Delete(Path.Combine(folder, "neighbours.npy"));
        Console.WriteLine($"{rowCount:N0} x {dimensions} rows and {queryCount:N0} queries of seed {seed} in {folder}, {watch.Elapsed.TotalSeconds:F1} s");
        return 0;
    }

    private static bool TryParse(string text, int limit, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= limit;

    private static void Write(string path, SyntheticVectors vectors, int count, int dimensions, float extraNoise, Func<ulong, SeededRandom> sequence)
    {
        using NpyWriter writer = new(path, dimensions);
        float[][] blocks = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new float[RowsPerBlock * dimensions])];
        int blockCount = (count + RowsPerBlock - 1) / RowsPerBlock;
        for (int first = 0; first < blockCount; first += blocks.Length)
        {
            int waveCount = Math.Min(blocks.Length, blockCount - first);
            Parallel.For(0, waveCount, place =>
            {
                SeededRandom random = sequence((ulong)(first + place));
                int rows = Math.Min(RowsPerBlock, count - ((first + place) * RowsPerBlock));
                for (int row = 0; row < rows; row++)
                {
                    vectors.Draw(random, extraNoise, blocks[place].AsSpan(row * dimensions, dimensions));
                }
            });
            for (int place = 0; place < waveCount; place++)
            {
                int rows = Math.Min(RowsPerBlock, count - ((first + place) * RowsPerBlock));
                for (int row = 0; row < rows; row++)
                {
                    writer.Append(blocks[place].AsSpan(row * dimensions, dimensions));
                }
            }
        }

        writer.Complete();
    }
}

using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Hashing;

/// <summary>Rows at random, and tables over them.</summary>
internal static class Tables
{
    public static HashTables Build(VectorRows rows, int? hashSize = null, int tableCount = 10, ulong seed = 0, int maxThreads = 2) =>
        HashTables.Build(rows, new HashTableOptions { HashSize = hashSize, TableCount = tableCount, Seed = seed, MaxThreads = maxThreads }, null, TestContext.Current.CancellationToken);

    public static void Extend(HashTables tables, VectorRows rows) => tables.Extend(rows, null, TestContext.Current.CancellationToken);

    public static VectorMemory Rows(SeededRandom random, int dimensions, int rowCount, RowFormat format = RowFormat.Float16)
    {
        VectorMemory rows = new(dimensions, format);
        Append(rows, random, rowCount);
        return rows;
    }

    public static void Append(VectorMemory rows, SeededRandom random, int count)
    {
        for (int row = 0; row < count; row++)
        {
            rows.Append(Vector(random, rows.Dimensions));
        }
    }

    public static float[] Vector(SeededRandom random, int dimensions) => [.. Enumerable.Range(0, dimensions).Select(_ => random.NextGaussian())];

    public static float[] Near(SeededRandom random, float[] centre) => Array.ConvertAll(centre, component => component + (0.5f * random.NextGaussian()));
}

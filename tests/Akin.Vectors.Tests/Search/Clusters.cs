using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Search;

/// <summary>Rows and queries that lie in clusters, as embeddings do: random directions around random centres.</summary>
internal static class Clusters
{
    public static VectorMemory Rows(int rowCount, int dimensions, int seed, RowFormat format = RowFormat.Float16)
    {
        VectorMemory rows = new(dimensions, format);
        foreach (float[] row in Draw(rowCount, dimensions, seed, seed))
        {
            rows.Append(row);
        }

        return rows;
    }

    public static float[] Queries(int queryCount, int dimensions, int seed) => [.. Draw(queryCount, dimensions, seed, seed + 1).SelectMany(query => query)];

    private static IEnumerable<float[]> Draw(int count, int dimensions, int centreSeed, int seed)
    {
        Random centreRandom = new(centreSeed);
        float[][] centres = [.. Enumerable.Range(0, 40).Select(_ => Gaussian(centreRandom, dimensions))];
        Random random = new(seed);
        for (int index = 0; index < count; index++)
        {
            float[] centre = centres[random.Next(centres.Length)];
            float[] noise = Gaussian(random, dimensions);
            yield return [.. centre.Zip(noise, (left, right) => left + (0.8f * right))];
        }
    }

    private static float[] Gaussian(Random random, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}

using System.Runtime.InteropServices;
using Akin.Vectors.Search;

namespace Akin.Galleries;

/// <summary>Makes one query of several, or one answer of several.</summary>
internal static class CombinedQueries
{
    /// <summary>The direction between queries: the mean of their unit vectors, added in float64.</summary>
    /// <param name="queries">Float32 [queries x dimensions]; a zero one counts for nothing.</param>
    /// <param name="dimensions">Components of a query.</param>
    /// <returns>Float32 [dimensions], at most 1 long; zero where the queries cancel each other out.</returns>
    public static float[] Mean(ReadOnlySpan<float> queries, int dimensions)
    {
        int queryCount = queries.Length / dimensions;
        double[] sum = new double[dimensions];
        for (ReadOnlySpan<float> left = queries; left.Length > 0; left = left[dimensions..])
        {
            ReadOnlySpan<float> query = left[..dimensions];
            double squares = 0;
            foreach (float component in query)
            {
                squares += (double)component * component;
            }

            double scale = squares == 0 ? 0 : 1 / (Math.Sqrt(squares) * queryCount);
            for (int index = 0; index < dimensions; index++)
            {
                sum[index] += query[index] * scale;
            }
        }

        return Array.ConvertAll(sum, component => (float)component);
    }

    /// <summary>The best rows of several answers, each by the largest similarity that an answer gives it: by falling similarity, equal ones by row.</summary>
    /// <param name="answers">The answers. Where each holds the best <paramref name="count"/> rows of its query, so does what is returned of all of them.</param>
    /// <param name="count">How many are wanted.</param>
    public static List<Neighbor> Best(IReadOnlyList<Neighbor>[] answers, int count)
    {
        Dictionary<long, double> similarities = [];
        foreach (Neighbor neighbor in answers.SelectMany(answer => answer))
        {
            ref double similarity = ref CollectionsMarshal.GetValueRefOrAddDefault(similarities, neighbor.Row, out bool exists);
            similarity = exists ? Math.Max(similarity, neighbor.Similarity) : neighbor.Similarity;
        }

        return [.. similarities
            .Select(pair => new Neighbor(pair.Key, pair.Value))
            .OrderByDescending(neighbor => neighbor.Similarity)
            .ThenBy(neighbor => neighbor.Row)
            .Take(count)];
    }
}

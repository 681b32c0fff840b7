using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Search;

/// <summary>The closest rows by the plainest float64 loops: what every exact search is compared with.</summary>
internal static class PlainSearch
{
    public static List<Neighbor> Neighbors(VectorRows rows, float[] query, int count, Func<long, bool>? isLive = null, double minimumSimilarity = -1)
    {
        float[] row = new float[rows.Dimensions];
        double queryLength = Math.Sqrt(query.Sum(component => (double)component * component));
        List<Neighbor> all = [];
        for (long index = 0; index < rows.RowCount; index++)
        {
            rows.Read(index, row);
            double product = query.Zip(row, (left, right) => (double)left * right).Sum();
            double lengths = queryLength * Math.Sqrt(row.Sum(component => (double)component * component));
            all.Add(new Neighbor(index, lengths > 0 ? Math.Clamp(product / lengths, -1, 1) : 0));
        }

        return
        [
            .. all.Where(one => (isLive is null || isLive(one.Row)) && one.Similarity >= minimumSimilarity)
                .OrderByDescending(one => one.Similarity).ThenBy(one => one.Row).Take(count),
        ];
    }

    public static void AssertSame(IReadOnlyList<Neighbor> expected, IReadOnlyList<Neighbor> actual)
    {
        Assert.Equal(expected.Select(neighbor => neighbor.Row), actual.Select(neighbor => neighbor.Row));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Similarity, pair.Second.Similarity, 1e-13));
    }
}

using Akin.Testing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Projection;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Hashing;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class ProjectedIndexTests
{
    [Fact]
    public void Search_ReRankingAll_IsExact() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 12], Gen.Int[1, 500], Gen.Bool, Gen.Int[0, 10_000]).Sample(
            (rowCount, projectedDimensions, count, isSparse, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 12, rowCount);
                using ProjectedIndex index = Build(rows, Draw(12, projectedDimensions, isSparse, seed));
                index.ReRank = 10_000;
                float[] query = Tables.Vector(random, 12);

                Assert.Equal(new ExactIndex(rows).Search(query, count), index.Search(query, count));
            },
            iter: 50);

    [Theory]
    [InlineData(RowFormat.Float16, 5e-3)]
    [InlineData(RowFormat.Float32, 1e-6)]
    public void Search_TakesTheBestOfTheProjectedSpace(RowFormat format, double rounding) =>
        Gen.Select(Gen.Int[20, 300], Gen.Int[0, 50], Gen.Int[0, 10_000]).Sample(
            (rowCount, reRank, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 20, rowCount, RowFormat.Float32);
                RandomProjection projection = Draw(20, 6, seed % 2 == 0, seed);
                using ProjectedIndex index = Build(rows, projection, format);
                index.ReRank = reRank;
                float[] query = Tables.Vector(random, 20);
                double[] projected = [.. Enumerable.Range(0, rowCount).Select(row => ProjectedCosine(projection, rows, row, query))];
                double last = projected.OrderDescending().ElementAt(Math.Clamp(reRank, 10, rowCount) - 1);

                IReadOnlyList<Neighbor> found = index.Search(query, 10);

                // Those answer that are true neighbours among the best of the projected space, up to its rounding.
                Neighbor[] exact = [.. new ExactIndex(rows).Search(query, rowCount)];
                Assert.Equal(10, found.Count);
                Assert.All(found, neighbor => Assert.True(projected[neighbor.Row] >= last - rounding));
                Assert.Equal(exact.Where(found.Contains), found);
                Assert.All(exact.Where(neighbor => projected[neighbor.Row] > last + rounding), neighbor => Assert.True(found.Contains(neighbor) || neighbor.Similarity <= found[^1].Similarity));
            },
            iter: 50);

    [Fact]
    public void Extend_GivesWhatBuildingAtOnceGives() =>
        Gen.Select(Gen.Int[0, 900], Gen.Int[0, 700].Array[1, 3], Gen.Int[0, 10_000]).Sample(
            (firstCount, addedCounts, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 8, firstCount);
                RandomProjection projection = RandomProjection.Sparse(8, 5, (ulong)seed);
                using ProjectedIndex grown = Build(rows, projection);
                foreach (int addedCount in addedCounts)
                {
                    Tables.Append(rows, random, addedCount);
                    grown.Extend(rows, null, TestContext.Current.CancellationToken);
                }

                using ProjectedIndex built = Build(rows, projection);
                grown.ReRank = built.ReRank = 30;
                float[] query = Tables.Vector(random, 8);
                Assert.Equal(rows.RowCount, grown.RowCount);
                Assert.Equal(built.Search(query, 20), grown.Search(query, 20));
            },
            iter: 20);

    [Fact]
    public void Search_DoesNotDependOnThreads_AndBatchesGiveTheSame()
    {
        SeededRandom random = new(5);
        using VectorMemory rows = Tables.Rows(random, 8, 50_000);
        using ProjectedIndex index = Build(rows, RandomProjection.Gaussian(8, 4, 1));
        float[] queries = [.. Enumerable.Range(0, 8).SelectMany(_ => Tables.Vector(random, 8))];

        IReadOnlyList<Neighbor>[] batch = index.SearchBatch(queries, 10, cancellationToken: TestContext.Current.CancellationToken);

        for (int query = 0; query < 8; query++)
        {
            Assert.Equal(index.Search(queries.AsSpan(query * 8, 8), 10, new SearchOptions { MaxThreads = 1 }), index.Search(queries.AsSpan(query * 8, 8), 10));
            Assert.Equal(index.Search(queries.AsSpan(query * 8, 8), 10), batch[query]);
        }
    }

    [Fact]
    public void Search_KeepsToItsOptions()
    {
        SeededRandom random = new(6);
        using VectorMemory rows = Tables.Rows(random, 10, 500);
        using ProjectedIndex index = Build(rows, RandomProjection.Gaussian(10, 3, 1));
        index.ReRank = 500;
        RowSet among = new(500);
        for (int row = 0; row < 500; row += 3)
        {
            among.Add(row);
        }

        rows.Remove(9);
        SearchOptions options = new() { Among = among, MinimumSimilarity = 0.2 };
        float[] query = Tables.Vector(random, 10);

        Assert.Equal(new ExactIndex(rows).Search(query, 500, options), index.Search(query, 500, options));

        // The filter holds in the scan: where little is compared in full, as many answer as are wanted.
        index.ReRank = 0;
        Assert.Equal(7, index.Search(query, 7, new SearchOptions { Among = among }).Count);
    }

    [Fact]
    public void Search_ReturnsMoreOfTheTruth_TheMoreItReRanks()
    {
        SeededRandom random = new(7);
        using VectorMemory rows = Tables.Rows(random, 40, 3000);
        using ProjectedIndex index = Build(rows, RandomProjection.Gaussian(40, 16, 1));
        ExactIndex exact = new(rows);
        float[][] queries = [.. Enumerable.Range(0, 50).Select(_ => Tables.Vector(random, 40))];
        List<double> recalls = [];
        foreach (int reRank in (int[])[0, 100, 1000, 3000])
        {
            index.ReRank = reRank;
            recalls.Add(queries.Average(query => index.Search(query, 10).Count(exact.Search(query, 10).Contains) / 10.0));
        }

        Assert.Equal(recalls.Order(), recalls);
        Assert.Equal(1, recalls[^1]);
        Assert.InRange(recalls[0], 0.05, 0.6);
    }

    [Fact]
    public void Tune_ReachesTheFloor_AsOtherRowsConfirm()
    {
        using VectorMemory rows = Clusters.Rows(4000, 48, seed: 1);
        using ProjectedIndex index = Build(rows, RandomProjection.Gaussian(48, 24, 1));
        Assert.Null(index.Recall);

        RecallMeasurement low = index.Tune(0.7, 400, seed: 5, TestContext.Current.CancellationToken);
        int reRankOfLow = index.ReRank;
        RecallMeasurement high = index.Tune(0.97, 400, seed: 5, TestContext.Current.CancellationToken);

        Assert.InRange(low.LowerBound, 0.7, low.At10);
        Assert.InRange(high.LowerBound, 0.97, high.At10);
        Assert.InRange(index.ReRank, reRankOfLow + 1, 3999);
        Assert.Equal(high, index.Recall);
        Assert.InRange(RecallMeasurement.Measure(index, rows, 1000, seed: 6, cancellationToken: TestContext.Current.CancellationToken).At10, 0.96, 1);
        index.ReRank = 0;
        Assert.Null(index.Recall);
    }

    [Fact]
    public void ZeroAndNothing_AreFound()
    {
        using VectorMemory rows = new(4, RowFormat.Float32);
        using ProjectedIndex index = Build(rows, RandomProjection.Gaussian(4, 2, 1));
        Assert.Empty(index.Search([1, 2, 3, 4], 3));
        rows.Append(new float[4]);
        rows.Append([1e20f, 0, 0, 0]);
        index.Extend(rows, null, TestContext.Current.CancellationToken);

        Assert.Equal([new Neighbor(0, 0), new Neighbor(1, 0)], index.Search(new float[4], 5));
        Assert.Equal(1, index.Search([3e38f, 0, 0, 0], 1)[0].Row);
        Assert.Equal(2, index.Search([1e-40f, 0, 0, 0], int.MaxValue).Count);
    }

    [Fact]
    public void Build_RefusesWhatDoesNotFit()
    {
        using VectorMemory rows = Tables.Rows(new SeededRandom(8), 4, 10);

        Assert.Contains("rows of 5 dimensions, got 10 of 4", Assert.Throws<ArgumentException>(() => Build(rows, RandomProjection.Gaussian(5, 2, 1))).Message, StringComparison.Ordinal);
        using ProjectedIndex index = Build(rows, RandomProjection.Gaussian(4, 2, 1));
        using VectorMemory fewer = Tables.Rows(new SeededRandom(8), 4, 9);
        Assert.Throws<ArgumentException>(() => index.Extend(fewer, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.ReRank = -1);
        Assert.Throws<ArgumentException>(() => index.Search([1, 2], 1));
        Assert.Throws<OperationCanceledException>(() => ProjectedIndex.Build(rows, RandomProjection.Gaussian(4, 2, 1), cancellationToken: new CancellationToken(canceled: true)));
    }

    /// <summary>The rows of the notebook's fixtures by the notebook's own matrix.</summary>
    [Fact]
    public void Search_TakesTheNotebooksMatrix()
    {
        Npy matrix = Npy.Read(SharedFiles.Fixture("notebook/random_vectors.npy"));
        Npy train = Npy.Read(SharedFiles.Fixture("notebook/train.embeddings.npy"));
        Npy test = Npy.Read(SharedFiles.Fixture("notebook/test.embeddings.npy"));
        using VectorMemory rows = new(train.Shape[1], RowFormat.Float32);
        for (int row = 0; row < train.Shape[0]; row++)
        {
            rows.Append(train.Row(row));
        }

        RandomProjection projection = RandomProjection.FromMatrix(matrix.Shape[0], matrix.Shape[1], matrix.Values);
        using ProjectedIndex index = Build(rows, projection, RowFormat.Float32);
        index.ReRank = 0;

        for (int query = 0; query < test.Shape[0]; query++)
        {
            float[] vector = test.Row(query).ToArray();
            long[] expected = [.. Enumerable.Range(0, train.Shape[0]).Select(row => (long)row).OrderByDescending(row => ProjectedCosine(projection, rows, row, vector)).Take(5)];
            Assert.Equal(expected.Order(), index.Search(vector, 5).Select(neighbor => neighbor.Row).Order());
        }
    }

    private static ProjectedIndex Build(VectorRows rows, RandomProjection projection, RowFormat format = RowFormat.Float16) =>
        ProjectedIndex.Build(rows, projection, format, null, TestContext.Current.CancellationToken);

    private static RandomProjection Draw(int dimensions, int projectedDimensions, bool isSparse, int seed) => isSparse
        ? RandomProjection.Sparse(dimensions, projectedDimensions, (ulong)seed, 0.5)
        : RandomProjection.Gaussian(dimensions, projectedDimensions, (ulong)seed);

    private static double ProjectedCosine(RandomProjection projection, VectorMemory rows, long row, float[] query)
    {
        float[] vector = new float[rows.Dimensions];
        rows.Read(row, vector);
        float[] left = new float[projection.ProjectedDimensions];
        float[] right = new float[projection.ProjectedDimensions];
        projection.Project(vector, left);
        projection.Project(query, right);
        double product = left.Zip(right, (first, second) => (double)first * second).Sum();
        double squares = left.Sum(component => (double)component * component) * right.Sum(component => (double)component * component);
        return squares == 0 ? 0 : product / Math.Sqrt(squares);
    }
}

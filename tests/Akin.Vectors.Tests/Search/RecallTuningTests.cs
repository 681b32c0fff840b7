using Akin.Vectors.Clustering;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class RecallTuningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(0.995)]
    [InlineData(0.999)]
    public void Tune_ReachesTheFloor_AsOtherRowsConfirm(double floor)
    {
        using VectorMemory rows = Clusters.Rows(6000, 48, seed: 1);
        using CodeIndex codes = CodeIndex.Build(rows, cancellationToken: Token);
        using ClusteredIndex lists = ClusteredIndex.Build(rows, cancellationToken: Token);

        RecallMeasurement ofCodes = codes.Tune(floor, 1000, seed: 5, Token);
        RecallMeasurement ofLists = lists.Tune(floor, 1000, seed: 5, Token);

        Assert.Equal((ofCodes, ofLists), (codes.Recall, lists.Recall));
        Assert.All([ofCodes, ofLists], recall => Assert.InRange(recall.LowerBound, floor, recall.At10));
        Assert.All([ofCodes, ofLists], recall => Assert.Equal(6000, recall.RowCount));

        // 2,000 rows drawn by another seed: three standard errors of a mean whose queries miss one of ten neighbours mostly.
        double error = 3 * Math.Sqrt((1 - floor) * 0.1 / 2000);
        Assert.InRange(RecallMeasurement.Measure(codes, rows, 2000, seed: 6, cancellationToken: Token).At10, floor - error, 1);
        Assert.InRange(RecallMeasurement.Measure(lists, rows, 2000, seed: 6, cancellationToken: Token).At10, floor - error, 1);
    }

    [Fact]
    public void Tune_ComparesMoreRows_ForAHigherFloor_AndAllForExactAnswers()
    {
        using VectorMemory rows = Clusters.Rows(3000, 32, seed: 2);
        using CodeIndex index = CodeIndex.Build(rows, cancellationToken: Token);
        List<int> chosen = [];
        foreach (double floor in (double[])[0.5, 0.9, 0.99, 1])
        {
            index.Tune(floor, 400, seed: 1, Token);
            chosen.Add(index.ReRank);
        }

        Assert.Equal(chosen.Order(), chosen);
        Assert.True(chosen[2] < 1000, $"{chosen[2]} rows for a recall of 0.99");
        Assert.Equal(3000, chosen[3]);
        Assert.Equal(1, index.Recall!.At10);
    }

    [Fact]
    public void Tune_GivesTheSame_ForTheSameSeed_WithAnyNumberOfThreads()
    {
        using VectorMemory rows = Clusters.Rows(4000, 24, seed: 3);
        using ClusteredIndex one = ClusteredIndex.Build(rows, new ClusterOptions { MaxThreads = 1 }, cancellationToken: Token);
        using ClusteredIndex three = ClusteredIndex.Build(rows, new ClusterOptions { MaxThreads = 3 }, cancellationToken: Token);

        Assert.Equal(one.Tune(0.98, 300, seed: 4, Token), three.Tune(0.98, 300, seed: 4, Token));
        Assert.Equal((one.Probes, one.ReRank), (three.Probes, three.ReRank));
    }

    [Fact]
    public void Tune_WorksForFewRows_AndForRowsThatAreAllTheSame()
    {
        foreach (int rowCount in (int[])[0, 1, 2, 11, 60])
        {
            using VectorMemory rows = new(4);
            for (int row = 0; row < rowCount; row++)
            {
                rows.Append([1, 2, 3, 4]);
            }

            using CodeIndex codes = CodeIndex.Build(rows, cancellationToken: Token);
            using ClusteredIndex lists = ClusteredIndex.Build(rows, cancellationToken: Token);

            Assert.Equal(1, codes.Tune(0.9, cancellationToken: Token).At10);
            Assert.Equal(1, lists.Tune(0.9, cancellationToken: Token).At10);
        }
    }

    [Theory]
    [InlineData(12, 0.99)]
    [InlineData(40, 0.999)]
    [InlineData(150, 0.9999)]
    public void Tune_ComparesAllRows_WhereThereAreTooFewToShowTheFloor(int rowCount, double floor)
    {
        using VectorMemory rows = Clusters.Rows(rowCount, 8, seed: 12);
        using CodeIndex codes = CodeIndex.Build(rows, cancellationToken: Token);
        using ClusteredIndex lists = ClusteredIndex.Build(rows, cancellationToken: Token);

        Assert.Equal(new RecallMeasurement(1, 1, 0, rowCount), codes.Tune(floor, cancellationToken: Token));
        Assert.Equal(new RecallMeasurement(1, 1, 0, rowCount), lists.Tune(floor, cancellationToken: Token));

        // And no fewer than without tuning, for rows that come later.
        Assert.Equal(Math.Max(100, rowCount), codes.ReRank);
        Assert.InRange(lists.ReRank, rowCount, 150);
    }

    [Fact]
    public void Tune_AsksAsManyRowsAsItTakesToShowTheFloor()
    {
        using VectorMemory rows = Clusters.Rows(2500, 8, seed: 13);
        using CodeIndex index = CodeIndex.Build(rows, cancellationToken: Token);

        RecallMeasurement recall = index.Tune(0.9995, 100, cancellationToken: Token);

        Assert.InRange(recall.LowerBound, 0.9995, 1);
        Assert.InRange(recall.QueryCount, 600, 2500);
        Assert.InRange(index.ReRank, 10, 2499);
    }

    [Fact]
    public void Tune_ReachesTheFloor_WhereHardlyARowIsLeftToMeasure()
    {
        using VectorMemory rows = Clusters.Rows(450, 64, seed: 14);
        using CodeIndex index = CodeIndex.Build(rows, cancellationToken: Token);
        for (ulong seed = 0; seed < 10; seed++)
        {
            Assert.InRange(index.Tune(0.99, 400, seed, Token).LowerBound, 0.99, 1);
        }
    }

    [Fact]
    public void Tune_KnowsOnlyTheRowsThatTheIndexHolds()
    {
        using VectorMemory rows = Clusters.Rows(2000, 32, seed: 15);
        using CodeIndex codes = CodeIndex.Build(rows, cancellationToken: Token);
        using ClusteredIndex lists = ClusteredIndex.Build(rows, cancellationToken: Token);
        float[] row = new float[32];
        for (int copy = 0; copy < 24_000; copy++)
        {
            rows.Read(copy % 2000, row);
            rows.Append(row);
        }

        Assert.InRange(codes.Tune(0.95, 300, seed: 0, Token).LowerBound, 0.95, 1);
        Assert.InRange(lists.Tune(0.95, 300, seed: 0, Token).LowerBound, 0.95, 1);
        Assert.All([codes.Recall, lists.Recall], recall => Assert.Equal(2000, recall!.RowCount));
        Assert.InRange(RecallMeasurement.Measure(codes, rows, 300, cancellationToken: Token).At10, 0.94, 1);
    }

    [Fact]
    public void Ask_LeavesZerosOut()
    {
        using VectorMemory rows = new(3);
        for (int row = 0; row < 300; row++)
        {
            rows.Append(row % 3 == 0 ? new float[3] : [row, 1, row * row]);
        }

        RecallSample sample = RecallSample.Ask(rows, 300, RecallSample.Draw(rows.View(), 300, new SeededRandom(1)), SearchOptions.Default, Token);

        Assert.Equal(200, sample.Rows.Count);
        Assert.All(sample.Rows, row => Assert.NotEqual(0, row % 3));
    }

    [Fact]
    public void Tune_LeavesRemovedRowsOut()
    {
        using VectorMemory rows = Clusters.Rows(500, 16, seed: 7);
        for (int row = 0; row < 500; row += 2)
        {
            rows.Remove(row);
        }

        using CodeIndex index = CodeIndex.Build(rows, cancellationToken: Token);

        Assert.InRange(index.Tune(0.95, 1000, seed: 0, Token).LowerBound, 0.95, 1);
        Assert.All(RecallSample.Draw(rows.View(), 1000, new SeededRandom(1)), row => Assert.Equal(1, row % 2));
    }

    [Fact]
    public void Draw_GivesDistinctRows_EachAsOften() => Gen.Select(Gen.Int[0, 200], Gen.Int[1, 250], Gen.Int[0, 1000]).Sample((rowCount, count, seed) =>
    {
        using VectorMemory rows = Clusters.Rows(rowCount, 2, seed: 1);

        long[] drawn = RecallSample.Draw(rows.View(), count, new SeededRandom((ulong)seed));

        Assert.Equal(Math.Min(rowCount, count), drawn.Distinct().Count());
        Assert.All(drawn, row => Assert.InRange(row, 0, rowCount - 1));
    }, iter: 100);

    [Fact]
    public void Measure_CountsNoRowAsItsOwnNeighbour()
    {
        using VectorMemory rows = Clusters.Rows(300, 8, seed: 9);

        Assert.Equal(0, RecallMeasurement.Measure(new Mirror(rows), rows, 100, cancellationToken: Token).At10);
        Assert.Equal(1, RecallMeasurement.Measure(new ExactIndex(rows), rows, 100, cancellationToken: Token).At10);
    }

    [Fact]
    public void Of_GivesABoundThatHolds()
    {
        // Of 2,000 samples of 200 queries, whose true mean is known, 95 % at least have a bound below it.
        Random random = new(10);
        int held = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            int[] hits = [.. Enumerable.Range(0, 200).Select(_ => random.Next(20) == 0 ? 8 : 10)];
            held += RecallMeasurement.Of(hits, 10, 1).LowerBound <= 0.99 ? 1 : 0;
        }

        Assert.InRange(held / 2000.0, 0.95, 1);

        // Nearly the same where neighbours are lost in company, up to five at once, by eight queries of 500.
        held = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            int[] hits = [.. Enumerable.Range(0, 500).Select(_ => random.Next(60) == 0 ? 10 - random.Next(1, 6) : 10)];
            held += RecallMeasurement.Of(hits, 10, 1).LowerBound <= 1 - (0.3 / 60) ? 1 : 0;
        }

        Assert.InRange(held / 2000.0, 0.93, 1);
        Assert.InRange(RecallMeasurement.Of(Enumerable.Repeat(10, 500).ToArray(), 10, 1).LowerBound, 0.999, 0.9999);
    }

    [Fact]
    public void Tune_RefusesWhatIsNoRecall()
    {
        using VectorMemory rows = Clusters.Rows(20, 4, seed: 11);
        using CodeIndex index = CodeIndex.Build(rows, cancellationToken: Token);

        Assert.Throws<ArgumentOutOfRangeException>(() => index.Tune(0, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Tune(1.01, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Tune(double.NaN, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Tune(0.9, 99, cancellationToken: Token));
    }

    /// <summary>Answers with the row that is asked, and nothing else.</summary>
    private sealed class Mirror(VectorRows rows) : IVectorIndex
    {
        public int Dimensions => rows.Dimensions;

        public long RowCount => rows.RowCount;

        public RecallMeasurement? Recall => null;

        public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null) => new ExactIndex(rows).Search(query, 1, options);

        public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Nobody asks.");
    }
}

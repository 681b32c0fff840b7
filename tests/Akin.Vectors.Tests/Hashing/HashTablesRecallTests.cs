using Akin.Testing;
using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Search;

namespace Akin.Vectors.Tests.Hashing;

/// <summary>Rows, hyperplanes and queries come from seeds, so recall is the same everywhere: each floor lies two hundredths below what was measured.</summary>
public sealed class HashTablesRecallTests
{
    /// <summary>Measured 0.569 with one probe a table, 12 bits.</summary>
    private const double OneProbeFloor = 0.549;

    /// <summary>Measured 0.974 with ten probes a table: another order of probes would show.</summary>
    private const double TenProbesFloor = 0.954;

    [Fact]
    public void Recall_OfClusteredRows_ReachesItsFloor()
    {
        SeededRandom random = new(20261124);
        float[][] centres = [.. Enumerable.Range(0, 100).Select(_ => Tables.Vector(random, 64))];
        using VectorMemory rows = new(64);
        for (int row = 0; row < 5000; row++)
        {
            rows.Append(Tables.Near(random, centres[row % 100]));
        }

        using HashTables tables = Tables.Build(rows, 12, 10, 1);
        ExactIndex exact = new(rows);
        float[][] queries = [.. Enumerable.Range(0, 100).Select(query => Tables.Near(random, centres[query]))];

        Assert.InRange(Recall(tables, exact, queries), OneProbeFloor, 1);
        tables.Probes = 100;
        Assert.InRange(Recall(tables, exact, queries), TenProbesFloor, 1);
    }

    [Theory]
    [InlineData("akin-mini", 0.788)]
    [InlineData("mobilenetv2", 0.66)]
    public void Recall_OfRealEmbeddings_ReachesItsFloor(string encoder, double floor)
    {
        Npy stored = Npy.Read(SharedFiles.Shared($"vectors/{encoder}.rows.npy"));
        Npy queries = Npy.Read(SharedFiles.Shared($"vectors/{encoder}.queries.npy"));
        using VectorMemory rows = new(stored.Shape[1]);
        for (int row = 0; row < stored.Shape[0]; row++)
        {
            rows.Append(stored.Row(row));
        }

        using HashTables tables = Tables.Build(rows, 8, 10, 1);
        double recall = Recall(tables, new ExactIndex(rows), [.. Enumerable.Range(0, 50).Select(query => queries.Row(query).ToArray())]);

        Assert.InRange(recall, floor, 1);
    }

    [Fact]
    public void Tune_ReachesTheFloor_AsOtherRowsConfirm()
    {
        using VectorMemory rows = Clusters.Rows(4000, 48, seed: 1);
        using HashTables tables = Tables.Build(rows, 10, 4);
        Assert.Null(tables.Recall);

        RecallMeasurement low = tables.Tune(0.7, 400, seed: 5, TestContext.Current.CancellationToken);
        int probesOfLow = tables.Probes;
        RecallMeasurement high = tables.Tune(0.97, 400, seed: 5, TestContext.Current.CancellationToken);

        Assert.InRange(low.LowerBound, 0.7, low.At10);
        Assert.InRange(high.LowerBound, 0.97, high.At10);
        Assert.InRange(tables.Probes, probesOfLow + 1, (4 << 10) - 1);
        Assert.Equal(high, tables.Recall);
        Assert.InRange(RecallMeasurement.Measure(tables, rows, 1000, seed: 6, cancellationToken: TestContext.Current.CancellationToken).At10, 0.96, 1);
        tables.Probes = 4;
        Assert.Null(tables.Recall);
    }

    [Fact]
    public void Tune_ForAllNeighbours_LooksIntoAllBuckets()
    {
        using VectorMemory rows = Clusters.Rows(300, 8, seed: 2);
        using HashTables tables = Tables.Build(rows, 5, 2);

        Assert.Equal(1, tables.Tune(1, 100, cancellationToken: TestContext.Current.CancellationToken).At10);
        Assert.Equal(64, tables.Probes);
        Assert.Equal(0, tables.ReadStatistics().SearchCount);
    }

    /// <summary>More buckets than could ever be looked into: what tuning calls exact must be.</summary>
    [Fact]
    public void Tune_ForAllNeighbours_ComparesAllRows_WhereBucketsAreBeyondNumber()
    {
        using VectorMemory rows = Clusters.Rows(300, 8, seed: 3);
        using HashTables tables = Tables.Build(rows, 40, 2);
        float[] query = Tables.Vector(new SeededRandom(4), 8);
        Assert.True(tables.Probes < 300, "Not all rows are compared before.");

        Assert.Equal(1, tables.Tune(1, 100, cancellationToken: TestContext.Current.CancellationToken).At10);

        Assert.True(tables.Probes >= 300, "All rows are compared after.");
        Assert.Equal(new ExactIndex(rows).Search(query, 300), tables.Search(query, 300));
    }

    private static double Recall(HashTables tables, ExactIndex exact, float[][] queries) => queries.Average(query =>
        tables.Search(query, 10).Select(neighbor => neighbor.Row).Intersect(exact.Search(query, 10).Select(neighbor => neighbor.Row)).Count() / 10.0);
}

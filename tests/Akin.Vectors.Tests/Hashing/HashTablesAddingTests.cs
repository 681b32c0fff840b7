using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

public sealed class HashTablesAddingTests
{
    [Fact]
    public void Extend_GivesWhatBuildingAtOnceGives() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Int[0, 1500].Array[1, 4], Gen.Int[1, 14], Gen.Int[0, 10_000]).Sample(
            (firstCount, addedCounts, hashSize, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 6, firstCount);
                using HashTables grown = Tables.Build(rows, hashSize, 3, 9);
                foreach (int addedCount in addedCounts)
                {
                    Tables.Append(rows, random, addedCount);
                    Tables.Extend(grown, rows);
                }

                using HashTables built = Tables.Build(rows, hashSize, 3, 9);
                Assert.Equal(rows.RowCount, grown.RowCount);
                for (int trial = 0; trial < 3; trial++)
                {
                    float[] query = Tables.Vector(random, 6);
                    Assert.Equal(built.Search(query, 20), grown.Search(query, 20));
                }

                HashTableStatistics expected = built.ReadStatistics();
                Assert.Equal(expected with { LengthInBytes = 0 }, grown.ReadStatistics() with { LengthInBytes = 0 });
            },
            iter: 20);

    [Fact]
    public void Extend_OneByOne_FindsEachAtOnce()
    {
        SeededRandom random = new(1);
        using VectorMemory rows = new(8, RowFormat.Float32);
        using HashTables tables = Tables.Build(rows, 4, 2);
        for (int row = 0; row < 3000; row++)
        {
            float[] vector = Tables.Vector(random, 8);
            rows.Append(vector);
            Assert.Equal(row, tables.RowCount);

            Tables.Extend(tables, rows);

            Assert.Equal(row + 1, tables.RowCount);
            if (row % 50 == 0)
            {
                Assert.Equal(row, tables.Search(vector, 1)[0].Row);
            }
        }
    }

    [Fact]
    public void Tables_DoNotDependOnTheNumberOfThreads()
    {
        SeededRandom random = new(2);
        using VectorMemory rows = Tables.Rows(random, 20, 3000);
        using HashTables one = Tables.Build(rows, 9, 4, maxThreads: 1);
        using HashTables many = Tables.Build(rows, 9, 4, maxThreads: 8);
        for (int trial = 0; trial < 20; trial++)
        {
            float[] query = Tables.Vector(random, 20);
            Assert.Equal(one.Search(query, 50), many.Search(query, 50));
        }
    }

    [Fact]
    public void Extend_StopsWhenCancelled_AndChangesNothing()
    {
        using VectorMemory rows = Tables.Rows(new SeededRandom(6), 4, 100);
        using HashTables tables = Tables.Build(rows, 8);
        Tables.Append(rows, new SeededRandom(7), 5000);

        Assert.ThrowsAny<OperationCanceledException>(() => tables.Extend(rows, null, new CancellationToken(canceled: true)));

        Assert.Equal(100, tables.RowCount);
        Tables.Extend(tables, rows);
        Assert.Equal(5100, tables.RowCount);
    }

    [Fact]
    public async Task Search_SeesWholeRows_WhileAWriterAdds()
    {
        using VectorMemory rows = Tables.Rows(new SeededRandom(8), 8, 500);
        using HashTables tables = Tables.Build(rows, 5, 3);
        using CancellationTokenSource done = new();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            SeededRandom random = new((ulong)reader);
            while (!done.IsCancellationRequested)
            {
                // Every row is its own nearest neighbour, as soon as it counts.
                long before = tables.RowCount;
                int row = random.Next((int)before);
                float[] vector = new float[8];
                rows.Read(row, vector);
                IReadOnlyList<Neighbor> found = tables.Search(vector, 20);
                long after = tables.RowCount;
                Assert.Contains(found, neighbor => neighbor.Row == row);
                Assert.All(found, neighbor => Assert.InRange(neighbor.Row, 0, after - 1));
            }
        }))];
        SeededRandom random = new(9);
        for (int step = 0; step < 3000; step++)
        {
            Tables.Append(rows, random, 1 + (step % 5));
            Tables.Extend(tables, rows);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(rows.RowCount, tables.RowCount);
    }

    [Fact]
    public void Extend_TakesOtherRowsThatBeginAlike_AndTellsHowFarItIs()
    {
        List<float[]> vectors = [.. Enumerable.Range(0, 3000).Select(row => Tables.Vector(new SeededRandom((ulong)row), 5))];
        using VectorMemory first = new(5);
        using VectorMemory second = new(5);
        vectors.Take(1000).ToList().ForEach(vector => first.Append(vector));
        vectors.ForEach(vector => second.Append(vector));
        using HashTables tables = Tables.Build(first, 6);
        Told told = new();

        tables.Extend(second, told, TestContext.Current.CancellationToken);

        Assert.Equal(2500, tables.Search(vectors[2500], 1)[0].Row);
        Assert.Equal(1, told.Parts[^1]);
        Assert.All(told.Parts, part => Assert.InRange(part, 0, 1));
        Assert.InRange(told.Parts.Count, 8, 20);
        Assert.Contains("Expected 3000 to", Assert.Throws<ArgumentException>(() => Tables.Extend(tables, first)).Message, StringComparison.Ordinal);
        using VectorMemory other = new(6);
        Assert.Contains("of 5 dimensions, got 0 of 6", Assert.Throws<ArgumentException>(() => Tables.Extend(tables, other)).Message, StringComparison.Ordinal);
    }

    private sealed class Told : IProgress<double>
    {
        public List<double> Parts { get; } = [];

        public void Report(double value)
        {
            lock (Parts)
            {
                Parts.Add(value);
            }
        }
    }
}

using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class CodeIndexTests
{
    /// <summary>
    /// Recall@10 with 100 rows compared in full. Measured on these rows: 0.999 and more; the floor leaves room for another order of estimates that are nearly equal.
    /// </summary>
    private const double RecallFloor = 0.99;

    [Theory]
    [InlineData(5000, 64)]
    [InlineData(5000, 320)]
    [InlineData(3000, 768)]
    public void Search_FindsTheTrueNeighbours(int rowCount, int dimensions)
    {
        using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed: 1);
        using CodeIndex index = Build(rows);
        float[] queries = Clusters.Queries(50, dimensions, seed: 1);

        Assert.InRange(Recall(index, rows, queries), RecallFloor, 1);
    }

    [Fact]
    public void Search_IsExact_WhereEveryRowIsComparedInFull() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 140], Gen.Int[1, 40], Gen.Int[0, 1000]).Sample((rowCount, dimensions, count, seed) =>
        {
            using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed);
            using CodeIndex index = Build(rows, new CodeOptions { Seed = (ulong)seed });
            index.ReRank = Math.Max(10, rowCount);
            float[] query = Clusters.Queries(1, dimensions, seed);
            RowSet among = new(rowCount);
            for (int row = seed % 3; row < rowCount; row += 3)
            {
                among.Add(row);
            }

            SearchOptions options = new() { Among = among, MinimumSimilarity = -0.2 };
            Assert.Equal(new ExactIndex(rows).Search(query, count), index.Search(query, count));
            Assert.Equal(new ExactIndex(rows).Search(query, count, options), index.Search(query, count, options));
        }, iter: 60);

    [Fact]
    public void Search_GivesAsManyAsThereAre_HoweverFewMayAnswer()
    {
        using VectorMemory rows = Clusters.Rows(4000, 32, seed: 2);
        using CodeIndex index = Build(rows);
        RowSet among = new(4000);
        long[] wanted = [5, 63, 64, 1999, 3999];
        foreach (long row in wanted)
        {
            among.Add(row);
        }

        rows.Remove(64);
        float[] query = Clusters.Queries(1, 32, seed: 2);

        Assert.Equal([5L, 63L, 1999L, 3999L], index.Search(query, 10, new SearchOptions { Among = among }).Select(neighbor => neighbor.Row).Order());
        Assert.Equal(3999, index.Search(query, int.MaxValue).Count);
    }

    [Fact]
    public void Search_GivesTheSame_WithAnyNumberOfThreads()
    {
        using VectorMemory rows = Clusters.Rows(150_000, 24, seed: 3);
        using CodeIndex index = Build(rows);
        index.ReRank = 20;
        float[] queries = Clusters.Queries(20, 24, seed: 3);
        for (int query = 0; query < 20; query++)
        {
            ReadOnlySpan<float> one = queries.AsSpan(query * 24, 24);
            Assert.Equal(index.Search(one, 10, new SearchOptions { MaxThreads = 1 }), index.Search(one, 10, new SearchOptions { MaxThreads = 3 }));
        }
    }

    [Fact]
    public void SearchBatch_GivesWhatSingleSearchesGive() => Gen.Select(Gen.Int[0, 70], Gen.Int[1, 3000], Gen.Int[1, 60]).Sample((queryCount, rowCount, dimensions) =>
    {
        using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed: 4);
        using CodeIndex index = Build(rows);
        index.ReRank = 15;
        float[] queries = Clusters.Queries(queryCount, dimensions, seed: 4);

        IReadOnlyList<Neighbor>[] answers = index.SearchBatch(queries, 7, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(queryCount, answers.Length);
        for (int query = 0; query < queryCount; query++)
        {
            Assert.Equal(index.Search(queries.AsSpan(query * dimensions, dimensions), 7), answers[query]);
        }
    }, iter: 20);

    [Theory]
    [InlineData(12_000, 128, 67, 10)]
    [InlineData(9_000, 300, 133, 4)]
    [InlineData(500, 2500, 40, 500)]
    [InlineData(70_000, 16, 9, 60_000)]
    public void SearchBatch_GivesWhatSingleSearchesGive_OverManyChunks(int rowCount, int dimensions, int queryCount, int count)
    {
        using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed: 8);
        using CodeIndex index = Build(rows);
        index.ReRank = 30;
        rows.Remove(3);
        float[] queries = Clusters.Queries(queryCount, dimensions, seed: 8);
        RowSet among = new(rowCount);
        for (int row = 0; row < rowCount; row += row < rowCount / 3 ? 1 : 70)
        {
            among.Add(row);
        }

        foreach (SearchOptions options in (SearchOptions[])[new() { MaxThreads = 1 }, new() { MaxThreads = 3, Among = among, MinimumSimilarity = 0.1 }])
        {
            IReadOnlyList<Neighbor>[] answers = index.SearchBatch(queries, count, options, TestContext.Current.CancellationToken);
            for (int query = 0; query < queryCount; query += dimensions > 1000 || rowCount > 50_000 ? 7 : 1)
            {
                Assert.Equal(index.Search(queries.AsSpan(query * dimensions, dimensions), count, options), answers[query]);
            }
        }
    }

    [Fact]
    public void SearchBatch_LooksAllQueriesOverFirst_AndEndsWhenItIsCancelled()
    {
        using VectorMemory rows = Clusters.Rows(1000, 4, seed: 9);
        using CodeIndex index = Build(rows);
        float[] queries = Clusters.Queries(100, 4, seed: 9);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => index.SearchBatch(queries, 5, cancellationToken: cancelled.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.SearchBatch(queries, 0, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => index.SearchBatch(queries.AsMemory(1), 5, cancellationToken: TestContext.Current.CancellationToken));
        queries[^1] = float.NaN;
        Assert.Throws<ArgumentException>(() => index.SearchBatch(queries, 5, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Extend_GivesTheSameAsBuildingAtOnce_OnceTheMeanIsSettled()
    {
        using VectorMemory rows = Clusters.Rows(12_000, 40, seed: 5);
        using VectorMemory growing = new(40);
        Copy(rows, growing, 3000);
        using CodeIndex index = Build(growing);
        foreach (int rowCount in (int[])[3001, 3064, 11_999, 12_000])
        {
            Copy(rows, growing, rowCount);
            index.Extend(growing, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(rowCount, index.RowCount);
        }

        using CodeIndex whole = Build(rows);
        float[] queries = Clusters.Queries(30, 40, seed: 5);
        for (int query = 0; query < 30; query++)
        {
            ReadOnlySpan<float> one = queries.AsSpan(query * 40, 40);
            Assert.Equal(whole.Search(one, 10), index.Search(one, 10));
        }
    }

    [Fact]
    public void Extend_StartsFromNothing()
    {
        using VectorMemory rows = new(8);
        using CodeIndex index = Build(rows);
        Assert.Empty(index.Search(new float[8], 3));

        rows.Append([1, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Empty(index.Search(new float[8], 3));
        index.Extend(rows, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([new Neighbor(0, 1)], index.Search([2, 0, 0, 0, 0, 0, 0, 0], 3));
    }

    [Fact]
    public async Task Search_RunsOnASnapshot_WhileRowsAreAdded()
    {
        using VectorMemory source = Clusters.Rows(20_000, 32, seed: 6);
        using VectorMemory rows = new(32);
        Copy(source, rows, 1);
        using CodeIndex index = Build(rows);
        float[] query = Clusters.Queries(1, 32, seed: 6);
        using CancellationTokenSource done = new();
        Task writing = Task.Run(() =>
        {
            try
            {
                for (int rowCount = 1; rowCount <= 20_000; rowCount += 37)
                {
                    Copy(source, rows, rowCount);
                    index.Extend(rows, cancellationToken: TestContext.Current.CancellationToken);
                }
            }
            finally
            {
                done.Cancel();
            }
        }, TestContext.Current.CancellationToken);
        ExactIndex exact = new(source);
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                long before = index.RowCount;
                IReadOnlyList<Neighbor> neighbors = index.Search(query, 10);
                Assert.Equal(Math.Min(10, before), Math.Min(neighbors.Count, before));
                Assert.All(neighbors, neighbor => Assert.Equal(exact.Search(query, 1, Only(neighbor.Row))[0], neighbor));
            }
        }, TestContext.Current.CancellationToken))];

        await Task.WhenAll([writing, .. readers]);
    }

    [Fact]
    public void Search_TakesRowsThatAreAllTheSame_AndZeros()
    {
        using VectorMemory rows = new(20);
        float[] vector = [.. Enumerable.Range(1, 20)];
        for (int row = 0; row < 500; row++)
        {
            rows.Append(row % 2 == 0 ? vector : new float[20]);
        }

        using CodeIndex index = Build(rows);
        index.ReRank = 300;

        Assert.Equal(new ExactIndex(rows).Search(vector, 10), index.Search(vector, 10));
        Assert.All(index.Search(new float[20], 10), neighbor => Assert.Equal(0, neighbor.Similarity));
    }

    [Fact]
    public void Build_EndsWhenItIsCancelled()
    {
        using VectorMemory rows = Clusters.Rows(100, 8, seed: 7);

        Assert.Throws<OperationCanceledException>(() => CodeIndex.Build(rows, cancellationToken: new CancellationToken(canceled: true)));
    }

    internal static double Recall(IVectorIndex index, VectorRows rows, float[] queries)
    {
        ExactIndex exact = new(rows);
        int found = 0;
        for (int start = 0; start < queries.Length; start += rows.Dimensions)
        {
            ReadOnlySpan<float> query = queries.AsSpan(start, rows.Dimensions);
            HashSet<long> truth = [.. exact.Search(query, 10).Select(neighbor => neighbor.Row)];
            found += index.Search(query, 10).Count(neighbor => truth.Contains(neighbor.Row));
        }

        return (double)found / (queries.Length / rows.Dimensions * 10);
    }

    internal static void Copy(VectorMemory source, VectorMemory target, int rowCount)
    {
        float[] row = new float[source.Dimensions];
        while (target.RowCount < rowCount)
        {
            source.Read(target.RowCount, row);
            target.Append(row);
        }
    }

    private static CodeIndex Build(VectorRows rows, CodeOptions? options = null) =>
        CodeIndex.Build(rows, options, cancellationToken: TestContext.Current.CancellationToken);

    private static SearchOptions Only(long row)
    {
        RowSet set = new(row + 1);
        set.Add(row);
        return new SearchOptions { Among = set };
    }
}

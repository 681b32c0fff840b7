using Akin.Vectors.Clustering;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Search;
using CsCheck;

namespace Akin.Vectors.Tests.Clustering;

public sealed class ClusteredIndexTests
{
    /// <summary>Recall@10 by 16 of 62 lists. Measured on these rows: above 0.99; the floor leaves room for another clustering.</summary>
    private const double RecallFloor = 0.97;

    [Theory]
    [InlineData(8000, 64)]
    [InlineData(8000, 200)]
    public void Search_FindsTheTrueNeighbours(int rowCount, int dimensions)
    {
        using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed: 1);
        using ClusteredIndex index = Build(rows);
        index.Probes = 16;
        index.ReRank = 100;

        Assert.InRange(CodeIndexTests.Recall(index, rows, Clusters.Queries(60, dimensions, seed: 1)), RecallFloor, 1);
    }

    [Fact]
    public void Search_IsExact_WhereEveryListIsScannedAndEveryRowComparedInFull() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 40], Gen.Int[1, 30], Gen.Int[1, 60], Gen.Int[0, 1000]).Sample((rowCount, dimensions, listCount, count, seed) =>
        {
            using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed);
            using VectorMemory growing = new(dimensions);
            CodeIndexTests.Copy(rows, growing, 1 + (seed % rowCount));
            using ClusteredIndex index = Build(growing, new ClusterOptions { ListCount = listCount, Seed = (ulong)seed });
            CodeIndexTests.Copy(rows, growing, rowCount);
            index.Extend(growing, TestContext.Current.CancellationToken);
            index.Probes = listCount;
            index.ReRank = Math.Max(10, rowCount);
            float[] query = Clusters.Queries(1, dimensions, seed);

            Assert.Equal(rowCount - 1 - (seed % rowCount), index.TailCount);
            Assert.Equal(new ExactIndex(growing).Search(query, count), index.Search(query, count));
        }, iter: 60);

    [Fact]
    public void Search_GivesAsManyAsThereAre_WhateverTheFilterLeaves()
    {
        using VectorMemory rows = Clusters.Rows(20_000, 16, seed: 2);
        using ClusteredIndex index = Build(rows);
        index.Probes = 1;
        float[] query = Clusters.Queries(1, 16, seed: 2);
        ExactIndex exact = new(rows);
        for (int step = 1; step <= 10_000; step *= 10)
        {
            RowSet among = new(20_000);
            for (int row = 7; row < 20_000; row += step)
            {
                among.Add(row);
            }

            SearchOptions options = new() { Among = among };
            IReadOnlyList<Neighbor> neighbors = index.Search(query, 300, options);

            Assert.Equal(exact.Search(query, 300, options).Count, neighbors.Count);
            Assert.All(neighbors, neighbor => Assert.True(among.Contains(neighbor.Row)));
        }

        Assert.Equal(20_000, index.Search(query, int.MaxValue).Count);
        rows.Remove(index.Search(query, 1)[0].Row);
        Assert.Equal(19_999, index.Search(query, int.MaxValue).Count);
    }

    [Fact]
    public void Search_HoldsItsRecallUnderAFilter()
    {
        using VectorMemory rows = Clusters.Rows(20_000, 48, seed: 3);
        using ClusteredIndex index = Build(rows);
        RowSet among = new(20_000);
        for (int row = 0; row < 20_000; row += 5)
        {
            among.Add(row);
        }

        float[] queries = Clusters.Queries(40, 48, seed: 3);
        SearchOptions options = new() { Among = among };
        int found = 0;
        for (int query = 0; query < 40; query++)
        {
            ReadOnlySpan<float> one = queries.AsSpan(query * 48, 48);
            HashSet<long> truth = [.. new ExactIndex(rows).Search(one, 10, options).Select(neighbor => neighbor.Row)];
            found += index.Search(one, 10, options).Count(neighbor => truth.Contains(neighbor.Row));
        }

        Assert.InRange(found / 400.0, RecallFloor, 1);
    }

    /// <summary>Filters that leave rows of other kinds than the query's, whose lists are not those closest to it; and searches for more rows than settings were tuned for.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(100, false)]
    public void Search_HoldsItsRecall_FarFromTheQuery_AndForManyNeighbours(int count, bool isFiltered)
    {
        const int dimensions = 48;
        using VectorMemory rows = Clusters.Rows(40_000, dimensions, seed: 1);
        using ClusteredIndex index = Build(rows);
        index.Tune(0.99, cancellationToken: TestContext.Current.CancellationToken);
        ExactIndex exact = new(rows);
        RowSet[] kinds = isFiltered ? Kinds(rows) : [];
        float[] queries = Clusters.Queries(60, dimensions, seed: 1);
        (int foundCount, int trueCount) = (0, 0);
        for (int query = 0; query < 60; query++)
        {
            ReadOnlySpan<float> asked = queries.AsSpan(query * dimensions, dimensions);
            SearchOptions? options = isFiltered ? new SearchOptions { Among = kinds[query % 12] } : null;
            IReadOnlyList<Neighbor> truth = exact.Search(asked, count, options);
            foundCount += index.Search(asked, count, options).Intersect(truth).Count();
            trueCount += truth.Count;
        }

        Assert.InRange((double)foundCount / trueCount, 0.99, 1);
    }

    [Fact]
    public void Build_GivesTheSame_WithAnyNumberOfThreads_AndAnotherForAnotherSeed()
    {
        using VectorMemory rows = Clusters.Rows(5000, 24, seed: 4);
        using ClusteredIndex one = Build(rows, new ClusterOptions { MaxThreads = 1, Seed = 5 });
        using ClusteredIndex three = Build(rows, new ClusterOptions { MaxThreads = 3, Seed = 5 });
        using ClusteredIndex other = Build(rows, new ClusterOptions { Seed = 6 });
        float[] queries = Clusters.Queries(20, 24, seed: 4);

        Assert.Equal(one.ListSizes(), three.ListSizes());
        Assert.NotEqual(one.ListSizes(), other.ListSizes());
        Assert.Equal(5000, one.ListSizes().Sum());
        for (int query = 0; query < 20; query++)
        {
            ReadOnlySpan<float> vector = queries.AsSpan(query * 24, 24);
            Assert.Equal(one.Search(vector, 10), three.Search(vector, 10));
        }
    }

    [Fact]
    public void Build_KeepsListsBalancedEnough()
    {
        using VectorMemory rows = Clusters.Rows(20_000, 32, seed: 7);
        using ClusteredIndex index = Build(rows);

        // Of n lists of equal size a scan reads 1/n; the sum of squares says by how much unequal ones make it more.
        double mean = (double)rows.RowCount / index.ListCount;
        Assert.InRange(index.ListSizes().Average(size => size / mean * (size / mean)), 1, 2);
    }

    [Fact]
    public void Build_TakesRowsThatAreAllTheSame_OrOfTwoKinds_OrFewerThanLists_OrNone()
    {
        float[] first = [1, 2, 3, 4];
        float[] second = [-4, 3, 2, 1];
        foreach (int kinds in (int[])[1, 2])
        {
            using VectorMemory rows = new(4);
            for (int row = 0; row < 1000; row++)
            {
                rows.Append(row % kinds == 0 ? first : second);
            }

            using ClusteredIndex index = Build(rows, new ClusterOptions { ListCount = 32 });
            Assert.Equal(Enumerable.Range(0, 10).Select(row => (long)row * kinds), index.Search(first, 10).Select(neighbor => neighbor.Row).Order());
            Assert.Equal(1000, index.Search(first, 5000).Count);
        }

        using VectorMemory few = new(4);
        few.Append(first);
        few.Append(second);
        using ClusteredIndex small = Build(few, new ClusterOptions { ListCount = 100 });
        Assert.Equal([0L, 1L], small.Search(first, 9).Select(neighbor => neighbor.Row));

        using VectorMemory none = new(4);
        using ClusteredIndex empty = Build(none);
        Assert.Empty(empty.Search(first, 9));
        none.Append(first);
        empty.Extend(none, TestContext.Current.CancellationToken);
        Assert.Equal([new Neighbor(0, empty.Search(first, 9)[0].Similarity)], empty.Search(first, 9));
    }

    [Fact]
    public void SearchBatch_GivesWhatSingleSearchesGive()
    {
        using VectorMemory rows = Clusters.Rows(4000, 20, seed: 8);
        using ClusteredIndex index = Build(rows);
        float[] queries = Clusters.Queries(33, 20, seed: 8);

        IReadOnlyList<Neighbor>[] answers = index.SearchBatch(queries, 5, cancellationToken: TestContext.Current.CancellationToken);

        for (int query = 0; query < 33; query++)
        {
            Assert.Equal(index.Search(queries.AsSpan(query * 20, 20), 5), answers[query]);
        }
    }

    [Fact]
    public async Task Search_RunsOnASnapshot_WhileRowsAreAdded()
    {
        using VectorMemory source = Clusters.Rows(12_000, 32, seed: 9);
        using VectorMemory rows = new(32);
        CodeIndexTests.Copy(source, rows, 4000);
        using ClusteredIndex index = Build(rows);
        float[] query = Clusters.Queries(1, 32, seed: 9);
        using CancellationTokenSource done = new();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Task writing = Task.Run(() =>
        {
            try
            {
                for (int rowCount = 4000; rowCount <= 12_000; rowCount += 41)
                {
                    CodeIndexTests.Copy(source, rows, rowCount);
                    index.Extend(rows, cancellationToken);
                }
            }
            finally
            {
                done.Cancel();
            }
        }, cancellationToken);
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                long before = index.RowCount;
                IReadOnlyList<Neighbor> all = index.Search(query, int.MaxValue);
                Assert.InRange(all.Count, before, 12_000);
                Assert.Equal(all.Count, all.Select(neighbor => neighbor.Row).Distinct().Count());
            }
        }, cancellationToken))];

        await Task.WhenAll([writing, .. readers]);
    }

    [Fact]
    public void Build_EndsWhenItIsCancelled_AndTellsItsProgress()
    {
        using VectorMemory rows = Clusters.Rows(3000, 8, seed: 10);
        using CancellationTokenSource cancellation = new();
        List<double> parts = [];
        Assert.Throws<OperationCanceledException>(() => ClusteredIndex.Build(rows, null, new Progress(part =>
        {
            parts.Add(part);
            if (part > 0.3)
            {
                cancellation.Cancel();
            }
        }), cancellation.Token));

        Assert.Equal(parts.Order(), parts);
        Assert.InRange(parts[^1], 0.3, 1);
    }

    /// <summary>Rows by which of the first twelve they are most like.</summary>
    private static RowSet[] Kinds(VectorMemory rows)
    {
        using VectorMemory first = new(rows.Dimensions);
        CodeIndexTests.Copy(rows, first, 12);
        ExactIndex kinds = new(first);
        RowSet[] sets = [.. Enumerable.Range(0, 12).Select(_ => new RowSet(rows.RowCount))];
        float[] embedding = new float[rows.Dimensions];
        for (long row = 0; row < rows.RowCount; row++)
        {
            rows.Read(row, embedding);
            sets[kinds.Search(embedding, 1)[0].Row].Add(row);
        }

        return sets;
    }

    private static ClusteredIndex Build(VectorRows rows, ClusterOptions? options = null) =>
        ClusteredIndex.Build(rows, options, cancellationToken: TestContext.Current.CancellationToken);

    private sealed class Progress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}

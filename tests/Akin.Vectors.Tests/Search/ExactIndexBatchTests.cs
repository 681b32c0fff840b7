using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class ExactIndexBatchTests
{
    [Fact]
    public void SearchBatch_AnswersAsSearchDoes_OneByOne() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 70], Gen.Int[0, 110], Gen.Int[1, 320], Gen.Int[1, 3], Gen.Int).Sample(
            (rowCount, dimensions, queryCount, count, threads, seed) =>
            {
                Random random = new(seed);
                using VectorMemory rows = Rows(random, rowCount, dimensions);
                float[] queries = [.. Enumerable.Range(0, queryCount).SelectMany(_ => Vector(random, dimensions))];
                SearchOptions options = Options(random, rows) with { MaxThreads = threads };
                ExactIndex index = new(rows);

                IReadOnlyList<Neighbor>[] answers = Batch(index, queries, count, options);

                Assert.Equal(queryCount, answers.Length);
                for (int query = 0; query < queryCount; query++)
                {
                    Assert.Equal(index.Search(queries.AsSpan(query * dimensions, dimensions), count, options), answers[query]);
                }
            },
            iter: 150);

    [Fact]
    public void Search_GivesFloat64sOrder_WhateverTheOptions() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[1, 40], Gen.Int[1, 220], Gen.Int).Sample(
            (rowCount, dimensions, count, seed) =>
            {
                Random random = new(seed);
                using VectorMemory rows = Rows(random, rowCount, dimensions);
                HashSet<long> removed = [];
                for (int removal = 0; removal < rowCount / 10; removal++)
                {
                    removed.Add(random.Next(rowCount));
                    rows.Remove(removed.Last());
                }

                float[] query = Vector(random, dimensions);
                SearchOptions options = Options(random, rows);

                IReadOnlyList<Neighbor> found = Batch(new ExactIndex(rows), (float[])[.. query, .. query, .. query, .. query, .. query], count, options)[4];
                List<Neighbor> expected = PlainSearch.Neighbors(rows, query, count, row => !removed.Contains(row) && options.Among?.Contains(row) != false, options.MinimumSimilarity);

                PlainSearch.AssertSame(expected, found);
            },
            iter: 150);

    [Theory]
    [InlineData(RowFormat.Float32, 1)]
    [InlineData(RowFormat.Float32, 4)]
    [InlineData(RowFormat.Float16, 5)]
    public void SearchBatch_ReadsRowsFromBlockToBlock(RowFormat format, int blockShift)
    {
        using VectorMemory whole = Clusters.Rows(500, 24, seed: 5, format);
        using ScatteredRows rows = new(whole, blockShift);
        float[] queries = Clusters.Queries(60, 24, seed: 5);

        Assert.Equal(Batch(new ExactIndex(whole), queries, 10), Batch(new ExactIndex(rows), queries, 10));
        rows.Remove(3);
        whole.Remove(3);
        Assert.Equal(Batch(new ExactIndex(whole), queries, 10), Batch(new ExactIndex(rows), queries, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void SearchBatch_GivesTheFirstRows_WhereAllAreAlike(int maxThreads)
    {
        using VectorMemory rows = new(2);
        for (int row = 0; row < 30_000; row++)
        {
            rows.Append([1, 1]);
        }

        float[] queries = [.. Enumerable.Repeat(1f, 2 * 50), 0, 0];
        rows.Remove(1);

        IReadOnlyList<Neighbor>[] answers = Batch(new ExactIndex(rows), queries, 3, new SearchOptions { MaxThreads = maxThreads });

        Assert.All(answers, answer => Assert.Equal([0L, 2L, 3L], answer.Select(neighbor => neighbor.Row)));
        Assert.Equal(0, answers[50][0].Similarity);
    }

    [Fact]
    public void SearchBatch_GivesTheSameAnswers_WithAnyNumberOfThreads()
    {
        using VectorMemory rows = Clusters.Rows(6000, 40, seed: 6);
        float[] queries = Clusters.Queries(70, 40, seed: 6);
        ExactIndex index = new(rows);

        IReadOnlyList<Neighbor>[] expected = Batch(index, queries, 10, new SearchOptions { MaxThreads = 1 });

        Assert.All(Enumerable.Range(2, 7), threads => Assert.Equal(expected, Batch(index, queries, 10, new SearchOptions { MaxThreads = threads })));
    }

    [Fact]
    public void SearchBatch_TakesMoreQueriesThanAGroupHolds()
    {
        using VectorMemory rows = Clusters.Rows(100, 3, seed: 7, RowFormat.Float32);
        float[] queries = Clusters.Queries(700, 3, seed: 7);
        ExactIndex index = new(rows);

        IReadOnlyList<Neighbor>[] answers = Batch(index, queries, 2);

        Assert.All(Enumerable.Range(0, 700), query => Assert.Equal(index.Search(queries.AsSpan(query * 3, 3), 2), answers[query]));
    }

    [Fact]
    public void SearchBatch_RefusesWhatItCannotCompare()
    {
        using VectorMemory rows = Clusters.Rows(10, 4, seed: 8);
        ExactIndex index = new(rows);

        Assert.Contains("7 components", Assert.Throws<ArgumentException>(() => Batch(index, new float[7], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Batch(index, (float[])[1, 1, 1, 1, 1, 1, float.NaN, 1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batch(index, new float[8], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batch(index, [], 0));
        Assert.Empty(Batch(index, [], 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SearchBatch_EndsWhenItIsCancelled(int maxThreads)
    {
        using VectorMemory rows = Clusters.Rows(100, 4, seed: 9);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => new ExactIndex(rows).SearchBatch(new float[40], 1, new SearchOptions { MaxThreads = maxThreads }, cancelled.Token));
    }

    private static IReadOnlyList<Neighbor>[] Batch(ExactIndex index, float[] queries, int count, SearchOptions? options = null) =>
        index.SearchBatch(queries, count, options, TestContext.Current.CancellationToken);

    /// <summary>Rows of few directions, so that many are equal; some are zero.</summary>
    private static VectorMemory Rows(Random random, int rowCount, int dimensions)
    {
        VectorMemory rows = new(dimensions, random.Next(2) == 0 ? RowFormat.Float16 : RowFormat.Float32);
        float[][] pool = [.. Enumerable.Range(0, 1 + random.Next(100)).Select(_ => Vector(random, dimensions))];
        for (int row = 0; row < rowCount; row++)
        {
            rows.Append(pool[random.Next(pool.Length)]);
        }

        return rows;
    }

    private static float[] Vector(Random random, int dimensions) => random.Next(20) == 0
        ? new float[dimensions]
        : [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];

    private static SearchOptions Options(Random random, VectorMemory rows)
    {
        RowSet among = new(rows.RowCount);
        for (long row = random.Next(3); row < rows.RowCount; row += random.Next(1, 4))
        {
            among.Add(row);
        }

        return new SearchOptions
        {
            Among = random.Next(2) == 0 ? null : among,
            MinimumSimilarity = random.Next(2) == 0 ? -1 : random.NextDouble() - 0.5,
        };
    }
}

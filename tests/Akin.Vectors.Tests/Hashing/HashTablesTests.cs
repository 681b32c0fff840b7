using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

public sealed class HashTablesTests
{
    [Theory]
    [InlineData(RowFormat.Float16)]
    [InlineData(RowFormat.Float32)]
    public void Search_WithAllBuckets_IsExact(RowFormat format) =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 6], Gen.Int[1, 3], Gen.Int[1, 400], Gen.Int[0, 10_000]).Sample(
            (rowCount, hashSize, tableCount, count, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 12, rowCount, format);
                using HashTables tables = Tables.Build(rows, hashSize, tableCount, (ulong)seed);
                tables.Probes = tableCount << hashSize;
                float[] query = Tables.Vector(random, 12);

                Assert.Equal(new ExactIndex(rows).Search(query, count), tables.Search(query, count));
            },
            iter: 50);

    [Fact]
    public void Search_RanksTheRowsOfItsBuckets() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 20], Gen.Int[1, 4], Gen.Int[1, 12], Gen.Int[0, 10_000]).Sample(
            (rowCount, hashSize, tableCount, probes, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 6, rowCount);
                using HashTables tables = Tables.Build(rows, hashSize, tableCount, (ulong)seed);
                tables.Probes = probes;
                float[] query = Tables.Vector(random, 6);

                List<Neighbor> inBuckets = [.. Model(tables, rows, query, rowCount).Take(5)];
                IReadOnlyList<Neighbor> found = tables.Search(query, 5);

                // Where its buckets hold fewer than are wanted, others do.
                Assert.Equal(Math.Min(5, rowCount), found.Count);
                if (inBuckets.Count == found.Count)
                {
                    Assert.Equal(inBuckets, found);
                }

                Assert.All(inBuckets.Zip(found), pair => Assert.True(pair.Second.Similarity >= pair.First.Similarity));
            },
            iter: 100);

    [Fact]
    public void Search_GivesAsManyAsAreWanted_WhateverAFilterLeaves()
    {
        SeededRandom random = new(8);
        using VectorMemory rows = Tables.Rows(random, 12, 9000);
        using HashTables tables = Tables.Build(rows, 14, 2);
        tables.Probes = 3;
        foreach (int step in new[] { 2, 3, 100, 4000 })
        {
            RowSet among = new(9000);
            for (int row = 0; row < 9000; row += step)
            {
                among.Add(row);
            }

            for (int query = 0; query < 20; query++)
            {
                float[] asked = Tables.Vector(random, 12);
                IReadOnlyList<Neighbor> found = tables.Search(asked, 40, new SearchOptions { Among = among });

                Assert.Equal(Math.Min(40, among.Count()), found.Count);
                Assert.All(found, neighbor => Assert.Equal(0, neighbor.Row % step));
                Assert.Subset(new ExactIndex(rows).Search(asked, 9000).ToHashSet(), found.ToHashSet());
            }
        }
    }

    [Fact]
    public void Search_KeepsToItsOptions()
    {
        SeededRandom random = new(3);
        using VectorMemory rows = Tables.Rows(random, 6, 500);
        using HashTables tables = Tables.Build(rows, 3, 2);
        RowSet among = new(500);
        for (int row = 0; row < 500; row += 3)
        {
            among.Add(row);
        }

        rows.Remove(9);
        float[] query = Tables.Vector(random, 6);

        IReadOnlyList<Neighbor> found = tables.Search(query, 500, new SearchOptions { Among = among, MinimumSimilarity = 0.3 });

        Assert.Equal(new ExactIndex(rows).Search(query, 500).Where(row => row.Row % 3 == 0 && row.Similarity >= 0.3), found);
        Assert.DoesNotContain(found, neighbor => neighbor.Row == 9);
        Assert.NotEmpty(found);
    }

    [Fact]
    public void SearchBatch_GivesTheAnswersOneByOne()
    {
        SeededRandom random = new(4);
        using VectorMemory rows = Tables.Rows(random, 10, 2000);
        using HashTables tables = Tables.Build(rows, 6, 3);
        float[] queries = [.. Enumerable.Range(0, 40).SelectMany(_ => Tables.Vector(random, 10))];

        IReadOnlyList<Neighbor>[] batch = tables.SearchBatch(queries, 7, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 40).Select(query => tables.Search(queries.AsSpan(query * 10, 10), 7)), batch);
    }

    [Fact]
    public void SearchBatch_RefusesBadQueries_AndStopsWhenCancelled()
    {
        using VectorMemory rows = Tables.Rows(new SeededRandom(5), 3, 10);
        using HashTables tables = Tables.Build(rows, 2, 1);

        Assert.Contains("no whole number", Assert.Throws<ArgumentException>(() => tables.SearchBatch(new float[4], 1, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => tables.SearchBatch(new float[] { 1, 2, 3, 4, 5, float.NaN }, 1, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => tables.SearchBatch(new float[3], 0, null, CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => tables.SearchBatch(new float[3], 1, null, new CancellationToken(canceled: true)));
        Assert.Empty(tables.SearchBatch(Array.Empty<float>(), 1, null, CancellationToken.None));
    }

    [Fact]
    public void ZeroRowsAndQueries_HaveSimilarityZero()
    {
        using VectorMemory rows = new(4, RowFormat.Float32);
        rows.Append(new float[4]);
        rows.Append([-1, -1, -1, -1]);
        using HashTables tables = Tables.Build(rows, 8, 3);
        tables.Probes = 1;

        Assert.Equal([new Neighbor(0, 0)], tables.Search(new float[4], 1));
        Assert.Equal([new Neighbor(0, 0), new Neighbor(1, 0)], tables.Search(new float[4], 5));
    }

    [Fact]
    public void Search_OfNothing_FindsNothing()
    {
        using VectorMemory rows = new(4);
        using HashTables tables = Tables.Build(rows, 64, 3);
        tables.Probes = 1000;

        Assert.Empty(tables.Search([1, 2, 3, 4], int.MaxValue));
        Assert.Equal(new HashTableStatistics(0, long.MaxValue, 0, 0, 0, 0, 1, 0, 24), tables.ReadStatistics());
    }

    [Fact]
    public void ReadStatistics_CountsBucketsAndCandidates()
    {
        using VectorMemory rows = new(2, RowFormat.Float32);
        foreach (float[] row in (float[][])[[1, 1], [1, 2], [2, 1], [-1, 1], [1, -1]])
        {
            rows.Append(row);
        }

        using HashTables tables = HashTables.Build(rows, [HyperplaneHash.FromMatrix(2, 2, [1, 0, 0, 1]), HyperplaneHash.FromMatrix(2, 2, [1, 0, 0, 1])]);
        tables.Search([3, 3], 1);
        tables.Search([-3, 3], 1);

        HashTableStatistics statistics = tables.ReadStatistics();

        Assert.Equal(6, statistics.BucketCount);
        Assert.Equal(2, statistics.EmptyBucketCount);
        Assert.Equal((1, 1.0, 10 / 6.0, 3), (statistics.SmallestBucket, statistics.MedianBucket, statistics.MeanBucket, statistics.LargestBucket));
        Assert.Equal((2, 2.0), (statistics.SearchCount, statistics.MeanCandidateCount));
        Assert.Equal(2 * ((5 * 4) + (5 * 4)), statistics.LengthInBytes);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(799, 4)]
    [InlineData(32_000, 10)]
    [InlineData(1_000_000, 15)]
    [InlineData(1L << 40, 26)]
    public void HashSize_FollowsTheNumberOfRows(long rowCount, int expected) => Assert.Equal(expected, HashTableOptions.HashSizeFor(rowCount));

    [Fact]
    public void Build_RefusesWhatDoesNotFit()
    {
        using VectorMemory rows = new(4);

        Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Build(rows, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Build(rows, 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Build(rows, 8, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Build(rows, 8, 1025));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Build(rows, 8, maxThreads: 0));
        Assert.Throws<ArgumentException>(() => HashTables.Build(rows, []));
        Assert.Contains("got 5 dimensions", Assert.Throws<ArgumentException>(() => HashTables.Build(rows, [new HyperplaneHash(5, 8, 0)])).Message, StringComparison.Ordinal);
        Assert.Contains("9 bits beside 8", Assert.Throws<ArgumentException>(() => HashTables.Build(rows, [new HyperplaneHash(4, 8, 0), new HyperplaneHash(4, 9, 0)])).Message, StringComparison.Ordinal);
        using HashTables tables = Tables.Build(rows);
        Assert.Equal(4, tables.HashSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => tables.Probes = 0);
        Assert.Throws<ArgumentException>(() => tables.Search([1, 2], 1));
    }

    /// <summary>What a plain reading of the method gives: the rows whose hash is among the probed ones, by cosine.</summary>
    private static List<Neighbor> Model(HashTables tables, VectorMemory rows, float[] query, int rowCount)
    {
        ProbeSequence sequence = new(tables.Hashes.Count, tables.HashSize);
        double[] distances = new double[tables.Hashes.Count * tables.HashSize];
        ulong[] hashes = [.. tables.Hashes.Select((hash, table) => hash.Hash(query, distances.AsSpan(table * tables.HashSize, tables.HashSize)))];
        sequence.Start(hashes, distances);
        HashSet<(int, ulong)> probed = [];
        for (long probe = 0; probe < tables.Probes && sequence.TryNext(out int table, out ulong hash, out _); probe++)
        {
            probed.Add((table, hash));
        }

        HashSet<long> candidates = [];
        float[] vector = new float[rows.Dimensions];
        for (int row = 0; row < rowCount; row++)
        {
            rows.Read(row, vector);
            if (tables.Probes >= rowCount || tables.Hashes.Select((hash, table) => (table, hash.Hash(vector))).Any(probed.Contains))
            {
                candidates.Add(row);
            }
        }

        return [.. new ExactIndex(rows).Search(query, Math.Max(1, rowCount)).Where(neighbor => candidates.Contains(neighbor.Row))];
    }
}

using System.Numerics;
using Akin.Vectors.Hashing;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

public sealed class ProbeSequenceTests
{
    private static readonly Gen<(int Tables, int Bits, double[] Distances, ulong[] Hashes)> GenQuery =
        from tables in Gen.Int[1, 4]
        from bits in Gen.Int[1, 7]
        from distances in Gen.OneOf(Gen.Double[0, 1], Gen.Int[0, 2].Select(number => (double)number)).Array[tables * bits]
        from hashes in Gen.ULong[0, (1UL << bits) - 1].Array[tables]
        select (tables, bits, distances, hashes);

    [Fact]
    public void Sequence_NamesEveryBucketOnce() => GenQuery.Sample(query =>
    {
        List<(int Table, ulong Hash, double Cost)> all = Run(query.Tables, query.Bits, query.Distances, query.Hashes);

        Assert.Equal(query.Tables << query.Bits, all.Count);
        Assert.Equal(all.Count, all.Select(probe => (probe.Table, probe.Hash)).Distinct().Count());
        Assert.All(all, probe => Assert.True(probe.Table < query.Tables && probe.Hash < 1UL << query.Bits));
    });

    [Fact]
    public void Sequence_DoesNotFallInCost() => GenQuery.Sample(query =>
    {
        List<(int Table, ulong Hash, double Cost)> all = Run(query.Tables, query.Bits, query.Distances, query.Hashes);

        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Cost <= pair.Second.Cost));
    });

    [Fact]
    public void Costs_AreTheDistancesOfTheOtherBits() => GenQuery.Sample(query =>
    {
        foreach ((int table, ulong hash, double cost) in Run(query.Tables, query.Bits, query.Distances, query.Hashes))
        {
            double expected = 0;
            for (ulong flipped = hash ^ query.Hashes[table]; flipped != 0; flipped &= flipped - 1)
            {
                expected += query.Distances[(table * query.Bits) + BitOperations.TrailingZeroCount(flipped)];
            }

            Assert.Equal(expected, cost, 1e-12);
        }
    });

    [Fact]
    public void Sequence_BeginsWithTheQuerysOwnBuckets() => GenQuery.Sample(query =>
    {
        double[] distances = Array.ConvertAll(query.Distances, distance => distance + 0.1);
        List<(int Table, ulong Hash, double Cost)> all = Run(query.Tables, query.Bits, distances, query.Hashes);

        Assert.Equal(query.Hashes.Select((hash, table) => (table, hash, 0.0)), all.Take(query.Tables));
    });

    [Fact]
    public void Sequence_OfSixtyFourBits_GoesOnAsLongAsItIsAsked()
    {
        ProbeSequence sequence = new(2, 64);
        sequence.Start([ulong.MaxValue, 0], [.. Enumerable.Range(0, 128).Select(bit => 1.0 + (bit % 7))]);
        HashSet<(int, ulong)> seen = [];
        double last = 0;
        for (int probe = 0; probe < 20_000; probe++)
        {
            Assert.True(sequence.TryNext(out int table, out ulong hash, out double cost));
            Assert.True(seen.Add((table, hash)) && cost >= last);
            last = cost;
        }
    }

    [Fact]
    public void Start_ForgetsTheQueryBefore()
    {
        ProbeSequence sequence = new(1, 2);
        sequence.Start([3], [1, 2]);
        Assert.True(sequence.TryNext(out _, out _, out _));

        sequence.Start([0], [2, 1]);

        Assert.Equal([0UL, 2, 1, 3], Rest(sequence).Select(probe => probe.Hash));
    }

    private static List<(int Table, ulong Hash, double Cost)> Run(int tables, int bits, double[] distances, ulong[] hashes)
    {
        ProbeSequence sequence = new(tables, bits);
        sequence.Start(hashes, distances);
        return Rest(sequence);
    }

    private static List<(int Table, ulong Hash, double Cost)> Rest(ProbeSequence sequence)
    {
        List<(int Table, ulong Hash, double Cost)> all = [];
        while (sequence.TryNext(out int table, out ulong hash, out double cost))
        {
            all.Add((table, hash, cost));
        }

        return all;
    }
}

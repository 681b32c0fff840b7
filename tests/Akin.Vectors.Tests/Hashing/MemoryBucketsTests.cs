using Akin.Vectors.Hashing;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

/// <summary>Against a dictionary of lists.</summary>
public sealed class MemoryBucketsTests
{
    /// <summary>Hashes of few and of many bits, evenly spread and heaped up.</summary>
    private static readonly Gen<(int Bits, ulong[] Hashes)> GenTable =
        from bits in Gen.OneOf(Gen.Int[1, 6], Gen.Int[7, 64], Gen.Const(64))
        from spread in Gen.ULong[0, ulong.MaxValue >> (64 - bits)].Array[0, 200]
        from heaps in Gen.OneOfConst(0, 1, 3)
        select (bits, heaps == 0 ? spread : [.. spread.Select((hash, row) => spread[row % Math.Min(heaps, spread.Length)])]);

    [Fact]
    public void Find_GivesTheRowsOfAHash() => GenTable.Sample(table =>
    {
        MemoryBuckets buckets = new(table.Hashes, table.Bits);
        ILookup<ulong, int> model = table.Hashes.Select((hash, row) => (hash, row)).ToLookup(pair => pair.hash, pair => pair.row);

        foreach (IGrouping<ulong, int> bucket in model)
        {
            Assert.Equal(bucket, buckets.Find(bucket.Key).ToArray());
            Assert.Equal(model[bucket.Key ^ 1], buckets.Find(bucket.Key ^ 1).ToArray());
        }

        Assert.Equal(model[0], buckets.Find(0).ToArray());
        Assert.Equal(model[ulong.MaxValue >> (64 - table.Bits)], buckets.Find(ulong.MaxValue >> (64 - table.Bits)).ToArray());
    });

    [Fact]
    public void CopyHashesTo_GivesBackEveryRowsHash() => GenTable.Sample(table =>
    {
        ulong[] hashes = new ulong[table.Hashes.Length];

        new MemoryBuckets(table.Hashes, table.Bits).CopyHashesTo(hashes);

        Assert.Equal(table.Hashes, hashes);
    });

    [Fact]
    public void AddSizesTo_CountsEveryBucket() => GenTable.Sample(table =>
    {
        List<int> sizes = [];

        new MemoryBuckets(table.Hashes, table.Bits).AddSizesTo(sizes);

        Assert.Equal(table.Hashes.GroupBy(hash => hash).OrderBy(bucket => bucket.Key).Select(bucket => bucket.Count()), sizes.Where(size => size > 0));
        Assert.Equal(table.Hashes.Distinct().Count(), sizes.Count);
    });

    [Fact]
    public void LengthInBytes_IsWithinWhatIsPromised() => GenTable.Sample(table =>
    {
        MemoryBuckets buckets = new(table.Hashes, table.Bits);

        Assert.InRange(buckets.LengthInBytes, 0, (table.Hashes.Length * (buckets.KeepsHashes ? 16 : 8)) + 8);
        Assert.True(buckets.KeepsHashes || 1L << table.Bits <= table.Hashes.Length);
    });
}

using System.Numerics;
using System.Text.Json;
using Akin.Testing;
using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

public sealed class HyperplaneHashTests
{
    private static readonly Gen<float[]> GenVector = Gen.Float[-1, 1].Array[24];

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Hash_IsTheNotebooks(string split)
    {
        Npy planes = Npy.Read(SharedFiles.Fixture("notebook/random_vectors.npy"));
        Npy embeddings = Npy.Read(SharedFiles.Fixture($"notebook/{split}.embeddings.npy"));
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedFiles.Fixture("notebook/hashes.json")));
        ulong[] expected = [.. golden.RootElement.GetProperty(split).EnumerateArray().Select(number => number.GetUInt64())];

        HyperplaneHash hash = HyperplaneHash.FromMatrix(planes.Shape[0], planes.Shape[1], planes.Values);

        Assert.Equal(expected, Enumerable.Range(0, embeddings.Shape[0]).Select(row => hash.Hash(embeddings.Row(row))));
    }

    [Theory]
    [InlineData(0, 0xc2, 0x57)]
    [InlineData(1, 0x8c, 0xce)]
    [InlineData(7, 0x19, 0x17)]
    public void Hash_IsTheSameForEver(int table, ulong ofFirstAxis, ulong ofAlternating)
    {
        HyperplaneHash hash = new(10, 8, 42, table);
        float[] axis = new float[10];
        axis[0] = 1;

        Assert.Equal(ofFirstAxis, hash.Hash(axis));
        Assert.Equal(ofAlternating, hash.Hash([1, -1, 1, -1, 1, -1, 1, -1, 1, -1]));
    }

    [Fact]
    public void Hash_SetsBitIWhereTheVectorIsOnPlaneIsPositiveSide() => Gen.Select(GenVector, Gen.Float[-1, 1].Array[24 * 64], Gen.Int[1, 64]).Sample((vector, numbers, hashSize) =>
    {
        float[] matrix = numbers[..(24 * hashSize)];
        ulong expected = 0;
        for (int bit = 0; bit < hashSize; bit++)
        {
            double product = vector.Select((component, index) => (double)component * matrix[(index * hashSize) + bit]).Sum();
            expected |= product > 0 ? 1UL << bit : 0;
        }

        Assert.Equal(expected, HyperplaneHash.FromMatrix(24, hashSize, matrix).Hash(vector));
    });

    [Fact]
    public void Hash_DoesNotDependOnLength() => Gen.Select(GenVector, Gen.Int[-100, 100], Gen.ULong).Sample((vector, power, seed) =>
    {
        HyperplaneHash hash = new(24, 64, seed);
        float[] scaled = Array.ConvertAll(vector, component => MathF.ScaleB(component, power));

        // Where scaling rounds nothing away.
        return !vector.Zip(scaled).All(pair => MathF.ScaleB(pair.Second, -power) == pair.First) || hash.Hash(scaled) == hash.Hash(vector);
    });

    [Fact]
    public void Hash_OfTheOppositeHasTheOtherBits() => Gen.Select(GenVector, Gen.ULong).Sample((vector, seed) =>
    {
        HyperplaneHash hash = new(24, 64, seed);

        // Bits of vectors that lie in a plane are 0 on both sides: only the zero vector does, in practice.
        return vector.All(component => component == 0) || hash.Hash(Array.ConvertAll(vector, component => -component)) == ~hash.Hash(vector);
    });

    [Fact]
    public void Hash_DiffersByTheAngle()
    {
        const int TableCount = 400;
        double angle = Math.PI / 5;
        float[] left = [1, 0, 0, 0, 0, 0];
        float[] right = [(float)Math.Cos(angle), (float)Math.Sin(angle), 0, 0, 0, 0];
        int differing = Enumerable.Range(0, TableCount).Select(table => new HyperplaneHash(6, 64, 1, table))
            .Sum(hash => BitOperations.PopCount(hash.Hash(left) ^ hash.Hash(right)));

        // Charikar: each of the 25,600 bits differs with probability angle / pi; five standard deviations.
        Assert.Equal(0.2, differing / (64.0 * TableCount), 5 * Math.Sqrt(0.2 * 0.8 / (64 * TableCount)));
    }

    [Fact]
    public void HashRow_IsTheHash_HoweverCloseThePlanes()
    {
        // Planes that nearly hold the row: float32 alone gets their signs wrong by the hundred.
        SeededRandom random = new(5);
        float[] row = Unit(random, 300);
        int wrong = 0;
        for (int trial = 0; trial < 500; trial++)
        {
            float[] plane = Unit(random, 300);
            double product = row.Zip(plane, (left, right) => (double)left * right).Sum();
            float[] matrix = [.. plane.Select((component, index) => (float)(component - (product * row[index])))];
            HyperplaneHash hash = HyperplaneHash.FromMatrix(300, 1, matrix);

            Assert.Equal(hash.Hash(row), hash.HashRow(row));
            wrong += (Dot.Float(row, matrix) > 0 ? 1UL : 0) == hash.Hash(row) ? 0 : 1;
        }

        Assert.InRange(wrong, 1, 500);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1f)]
    [InlineData(1e30f)]
    public void HashRow_IsTheHash_HoweverLongThePlanes(float scale)
    {
        SeededRandom random = new(6);
        for (int trial = 0; trial < 100; trial++)
        {
            float[] row = Unit(random, 40);
            HyperplaneHash hash = HyperplaneHash.FromMatrix(40, 64, [.. Enumerable.Range(0, 40 * 64).Select(_ => random.NextGaussian() * scale)]);

            Assert.Equal(hash.Hash(row), hash.HashRow(row));
        }
    }

    [Fact]
    public void Distances_AreThoseFromThePlanes()
    {
        HyperplaneHash hash = HyperplaneHash.FromMatrix(2, 3, [3, 0, 0, 4, -2, 0]); // Planes (3, 4), (0, -2) and (0, 0).
        double[] distances = new double[3];

        Assert.Equal(0b001UL, hash.Hash([5f, 5f], distances));
        Assert.Equal([7, 5, 0], distances);
    }

    [Fact]
    public void Hash_OfZeroIsZero() => Assert.Equal(0UL, new HyperplaneHash(5, 64, 3).Hash(new float[5]));

    [Fact]
    public void Tables_HaveHyperplanesOfTheirOwn()
    {
        SeededRandom random = new(7);
        float[] vector = Unit(random, 30);
        Assert.Equal(20, Enumerable.Range(0, 20).Select(table => new HyperplaneHash(30, 64, 1, table).Hash(vector)).Distinct().Count());
    }

    [Fact]
    public void Hash_RefusesWhatItCannotHash()
    {
        HyperplaneHash hash = new(3, 4, 0);

        Assert.Contains("2 dimensions, the hash takes 3", Assert.Throws<ArgumentException>(() => hash.Hash([1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => hash.Hash([1, float.NaN, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => hash.Hash([1, float.NegativeInfinity, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HyperplaneHash(3, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HyperplaneHash(3, 65, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HyperplaneHash(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HyperplaneHash(3, 4, 0, -1));
        Assert.Throws<ArgumentException>(() => HyperplaneHash.FromMatrix(3, 4, new float[11]));
        Assert.Throws<ArgumentException>(() => HyperplaneHash.FromMatrix(1, 1, [float.NaN]));
    }

    private static float[] Unit(SeededRandom random, int dimensions)
    {
        float[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextGaussian())];
        double length = Math.Sqrt(vector.Sum(component => (double)component * component));
        return Array.ConvertAll(vector, component => (float)(component / length));
    }
}

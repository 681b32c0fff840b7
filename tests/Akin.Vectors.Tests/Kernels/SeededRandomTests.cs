using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

/// <summary>The golden values come from a Python program that agrees with the authors' test vectors of xoshiro256** and SplitMix64.</summary>
public sealed class SeededRandomTests
{
    private const int SampleCount = 200_000;

    /// <summary>Kolmogorov's limit that one good generator in a million would miss: sqrt(ln(2 / 1e-6) / 2) = 2.69.</summary>
    private const double KolmogorovLimit = 2.69;

    [Theory]
    [InlineData(0, 0, 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c)]
    [InlineData(42, 0, 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1, 0xecb8ad4703b360a1)]
    [InlineData(42, 1, 0x651975049fe9c8f5, 0x3bcdf131397288c7, 0x8fb7530efe17205e, 0x2b04008f6d31518a)]
    [InlineData(ulong.MaxValue, 7, 0x586cf12d4a9eed, 0x4d62b09075803ba1, 0x96119fef1c10b332, 0x5aec97ff3a498c4d)]
    public void NextUInt64_GivesTheSameForEver(ulong seed, ulong stream, ulong first, ulong second, ulong third, ulong fourth)
    {
        SeededRandom random = new(seed, stream);

        Assert.Equal([first, second, third, fourth], Draw(4, random.NextUInt64));
    }

    [Fact]
    public void Next_GivesTheSameForEver()
    {
        Assert.Equal([0, 3, 6, 9, 9, 7, 7, 8, 7, 5, 6, 2], Draw(12, () => new SeededRandom(42), random => random.Next(10)));
        Assert.Equal(
            [580124536650959528, 2621606884861703663, 4704220035843209628, 6396590290943296572],
            Draw(4, () => new SeededRandom(42), random => random.Next(3L << 61)));
    }

    [Fact]
    public void NextDouble_GivesTheSameForEver() =>
        Assert.Equal([0.08386297105988216, 0.3789802506626686, 0.6800434110281394], Draw(3, () => new SeededRandom(42), random => random.NextDouble()));

    [Fact]
    public void NextGaussian_GivesTheSameForEver()
    {
        Assert.Equal(
            [0xbf39e97f, 0xbe584401, 0x3e62f110, 0x3f05d45e, 0x3eeda8a6, 0x3f3db0cb, 0x3fbcf5be, 0x3ef10757],
            Draw(8, () => new SeededRandom(42), random => BitConverter.SingleToUInt32Bits(random.NextGaussian())));

        SeededRandom random = new(42);
        byte[] bytes = new byte[100_000 * sizeof(float)];
        for (int index = 0; index < 100_000; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), random.NextGaussian());
        }

        Assert.Equal("e5f8c460e11ce0624a0188eaa3fa8eda9b8817356c2bd332db5a6d398c29b47f", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void NaturalLogarithm_IsAccurate() => Gen.Select(Gen.Double[0.5, 1], Gen.Int[-1000, 1000]).Sample((mantissa, exponent) =>
    {
        double value = Math.ScaleB(mantissa, exponent);
        double expected = Math.Log(value);

        Assert.Equal(expected, SeededRandom.NaturalLogarithm(value), Math.Max(4 * Math.Abs(expected), 1) * Math.ScaleB(1, -52));
    });

    [Fact]
    public void NextGaussian_IsNormal()
    {
        SeededRandom random = new(1);
        double[] values = Draw(SampleCount, () => (double)random.NextGaussian());

        double mean = values.Average();
        double variance = values.Average(value => value * value);
        double cubes = values.Average(value => value * value * value);
        double fourths = values.Average(value => value * value * value * value);
        double neighbours = values.Zip(values.Skip(1), (left, right) => left * right).Average();

        // Five standard deviations of each mean: the moments' variances are 1, 2, 15, 96 and 1.
        Assert.Equal(0, mean, 5 * Math.Sqrt(1.0 / SampleCount));
        Assert.Equal(1, variance, 5 * Math.Sqrt(2.0 / SampleCount));
        Assert.Equal(0, cubes, 5 * Math.Sqrt(15.0 / SampleCount));
        Assert.Equal(3, fourths, 5 * Math.Sqrt(96.0 / SampleCount));
        Assert.Equal(0, neighbours, 5 * Math.Sqrt(1.0 / SampleCount));
        AssertDistributed(values, NormalDistribution);
    }

    [Fact]
    public void NextDouble_IsUniform()
    {
        SeededRandom random = new(2);

        AssertDistributed(Draw(SampleCount, random.NextDouble), value => value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Next_IsUniform(int below)
    {
        SeededRandom random = new(3);
        int[] counts = new int[below];
        for (int index = 0; index < SampleCount; index++)
        {
            counts[random.Next(below)]++;
        }

        // Chi-squared has mean below - 1 and variance 2 (below - 1).
        double expected = (double)SampleCount / below;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, below - 1 + (6 * Math.Sqrt(2 * below)));
    }

    [Fact]
    public void Next_IsUnbiased_WhereManyValuesMustBeRejected()
    {
        // Without rejection the lower half of this range would come up twice as often as the upper one.
        SeededRandom random = new(4);
        const long Below = 3L << 61;
        int lowerThird = Enumerable.Range(0, SampleCount).Count(_ => random.Next(Below) < Below / 3);

        Assert.Equal(SampleCount / 3.0, lowerThird, 5 * Math.Sqrt(SampleCount * 2 / 9.0));
    }

    [Fact]
    public void EveryBit_IsFair()
    {
        SeededRandom random = new(5);
        int[] counts = new int[64];
        for (int index = 0; index < SampleCount; index++)
        {
            for (ulong bits = random.NextUInt64(); bits != 0; bits &= bits - 1)
            {
                counts[BitOperations.TrailingZeroCount(bits)]++;
            }
        }

        Assert.All(counts, count => Assert.Equal(SampleCount / 2.0, count, 5 * Math.Sqrt(SampleCount / 4.0)));
    }

    [Fact]
    public void Streams_AreUnrelated()
    {
        SeededRandom left = new(6, 0);
        SeededRandom right = new(6, 1);
        double product = Enumerable.Range(0, SampleCount).Average(_ => (double)left.NextGaussian() * right.NextGaussian());

        Assert.Equal(0, product, 5 * Math.Sqrt(1.0 / SampleCount));
    }

    [Fact]
    public void Next_RefusesAnEmptyRange() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(0).Next(0));

    private static T[] Draw<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];

    private static T[] Draw<T>(int count, Func<SeededRandom> start, Func<SeededRandom, T> next)
    {
        SeededRandom random = start();
        return Draw(count, () => next(random));
    }

    private static void AssertDistributed(double[] values, Func<double, double> distribution)
    {
        Array.Sort(values);
        double largestGap = values.Select((value, rank) =>
            Math.Max(Math.Abs(distribution(value) - ((double)rank / values.Length)), Math.Abs(distribution(value) - ((rank + 1.0) / values.Length)))).Max();
        Assert.InRange(largestGap * Math.Sqrt(values.Length), 0, KolmogorovLimit);
    }

    /// <summary>Abramowitz and Stegun, 26.2.17: within 7.5e-8.</summary>
    private static double NormalDistribution(double value)
    {
        double step = 1 / (1 + (0.2316419 * Math.Abs(value)));
        double tail = Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI)
            * step * (0.319381530 + (step * (-0.356563782 + (step * (1.781477937 + (step * (-1.821255978 + (step * 1.330274429))))))));
        return value > 0 ? 1 - tail : tail;
    }
}

using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Tests.Codes;

public sealed class BinaryCodesTests
{
    /// <summary>Standard errors that a mean may lie off: 3e-5 of all right means lie farther.</summary>
    private const double Deviations = 4.2;

    private const int RotationCount = 250;

    /// <summary>
    /// What rounding the tables' entries can do in one direction: a query along an axis has components of few magnitudes after the rotation, and then few different
    /// entries, which are rounded alike. A fifth of a step a table, with steps of 8 / 127 components and a factor of 1.25.
    /// </summary>
    private const double TableBias = 0.2 * (8 / 127.0) * 1.25 / 4;

    private delegate CodedVectors Draw(int dimensions);

    public static TheoryData<string, int> Shapes => new()
    {
        { nameof(CodedVectors.Scattered), 72 },
        { nameof(CodedVectors.Scattered), 320 },
        { nameof(CodedVectors.Scattered), 768 },
        { nameof(CodedVectors.Cluster), 72 },
        { nameof(CodedVectors.Cluster), 320 },
        { nameof(CodedVectors.Cluster), 768 },
        { nameof(CodedVectors.Sparse), 72 },
        { nameof(CodedVectors.Sparse), 320 },
        { nameof(CodedVectors.Axes), 3 },
        { nameof(CodedVectors.Axes), 320 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Estimates_AreUnbiasedOverRotations_AndKeepTheirBound(string shape, int dimensions)
    {
        CodedVectors drawn = Drawn(shape)(dimensions);
        double[] products = [.. drawn.Vectors.Select(vector => EncodedBlock.Product(vector, drawn.Query))];
        List<double> errors = [];
        List<double> parts = [];
        double[] sums = new double[products.Length];
        double[] squares = new double[products.Length];
        for (int rotation = 0; rotation < RotationCount; rotation++)
        {
            using EncodedBlock block = new(drawn.Vectors, drawn.Centre, (ulong)rotation);
            (double Estimate, double Bound)[] scanned = block.Scan(drawn.Query);
            double meanError = 0;
            for (int slot = 0; slot < scanned.Length; slot++)
            {
                double error = scanned[slot].Estimate - products[slot];
                meanError += error / scanned.Length;
                sums[slot] += error;
                squares[slot] += error * error;
                parts.Add(Math.Abs(error) / scanned[slot].Bound);
            }

            errors.Add(meanError);
        }

        // One rotation makes its errors together, so their mean counts as one; each vector's errors come from as many rotations.
        double mean = errors.Average();
        Assert.InRange(mean, -Deviations * StandardError(errors), Deviations * StandardError(errors));
        for (int slot = 0; slot < products.Length; slot++)
        {
            Assert.InRange(Math.Abs(sums[slot]), 0, (Deviations * Math.Sqrt(squares[slot])) + (shape == nameof(CodedVectors.Axes) ? TableBias * RotationCount : 0));
        }

        foreach (double confidence in (double[])[0.5, 1, 1.9, 2.5, 3])
        {
            double promised = Math.Min(1, 2 * Math.Exp(-confidence * confidence / 2));
            Assert.InRange(parts.Count(part => part > confidence) / (double)parts.Count, 0, promised);
        }

        // The bound is no wider than the errors ask for: those of a query apart from the vectors have its width, nearer ones less.
        double width = Math.Sqrt(parts.Average(part => part * part));
        Assert.InRange(width, shape == nameof(CodedVectors.Scattered) ? 0.93 : 0.5, 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(65_536)]
    public void Estimates_KeepTheirBound_AtTheEndsOfTheRange(int dimensions)
    {
        foreach (Draw draw in (Draw[])[CodedVectors.Scattered, CodedVectors.Cluster, CodedVectors.Axes])
        {
            CodedVectors drawn = draw(dimensions);
            drawn = drawn with { Vectors = drawn.Vectors[..8] };
            using EncodedBlock block = new(drawn.Vectors, drawn.Centre, seed: 1);
            (double Estimate, double Bound)[] scanned = block.Scan(drawn.Query);
            for (int slot = 0; slot < 8; slot++)
            {
                Assert.InRange(scanned[slot].Estimate - EncodedBlock.Product(drawn.Vectors[slot], drawn.Query), (-4 * scanned[slot].Bound) - 1e-5, (4 * scanned[slot].Bound) + 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(320)]
    public void Estimates_OfTheCentreItself_AreExact(int dimensions)
    {
        CodedVectors drawn = CodedVectors.Scattered(dimensions);
        float[] centre = drawn.Vectors[0];
        using EncodedBlock block = new([centre, new float[dimensions]], centre, seed: 2);

        (double Estimate, double Bound)[] scanned = block.Scan(drawn.Query);

        Assert.Equal(EncodedBlock.Product(centre, drawn.Query), scanned[0].Estimate, 1e-7);
        Assert.Equal(0, scanned[0].Bound);
        Assert.True(scanned[1].Bound > 0);
    }

    [Fact]
    public void Encode_GivesZerosTheEstimateZero()
    {
        using EncodedBlock block = new([new float[40], new float[40]], new float[40], seed: 3);

        Assert.All(block.Scan(CodedVectors.Scattered(40).Query), scanned => Assert.Equal((0, 0), scanned));
    }

    [Fact]
    public unsafe void Encode_WritesSignsFactorAndOffset()
    {
        using BinaryCodes codes = new(128);
        codes.Reserve(64);
        float[] centre = [.. Enumerable.Range(0, 128).Select(index => (index % 5) - 2f)];
        float[] vector = [.. Enumerable.Range(0, 128).Select(index => (index % 3) - 1f)];

        codes.Encode(33, vector, centre);

        byte* block = codes.View().Block(0);
        float* factors = (float*)(block + (64 * 16));
        double squares = 0;
        double magnitudes = 0;
        double signProduct = 0;
        double centreProduct = 0;
        for (int index = 0; index < 128; index++)
        {
            float difference = vector[index] - centre[index];
            Assert.Equal(difference >= 0, (block[(index / 8 * 64) + 3] & (1 << (index % 8))) != 0);
            squares += difference * difference;
            magnitudes += Math.Abs(difference);
            signProduct += difference >= 0 ? centre[index] : -centre[index];
            centreProduct += difference * centre[index];
        }

        Assert.Equal(squares / magnitudes, factors[33], 1e-6);
        Assert.Equal(centreProduct - (squares / magnitudes * signProduct), factors[64 + 33], 1e-4);
        Assert.Equal(64 * (16 + 8), codes.BlockInBytes);
        Assert.Equal(3, LookupScan.PositionOf(33));
    }

    private static Draw Drawn(string shape) => shape switch
    {
        nameof(CodedVectors.Scattered) => CodedVectors.Scattered,
        nameof(CodedVectors.Cluster) => CodedVectors.Cluster,
        nameof(CodedVectors.Sparse) => CodedVectors.Sparse,
        _ => CodedVectors.Axes,
    };

    private static double StandardError(List<double> numbers)
    {
        double mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Count - 1) / numbers.Count);
    }
}

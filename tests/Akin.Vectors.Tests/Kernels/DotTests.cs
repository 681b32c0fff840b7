using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class DotTests
{
    private delegate float FloatKernel(ReadOnlySpan<float> query, ReadOnlySpan<float> row);

    private delegate float HalfKernel(ReadOnlySpan<float> scaledQuery, ReadOnlySpan<Half> row);

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 258), 320, 384, 512, 768, 1024, 1280, 65_536];

    private static readonly (string Name, int Least, FloatKernel Kernel)[] FloatKernels =
        [("scalar", 0, Dot.FloatScalar), ("128", 4, Dot.Float128), ("256", 8, Dot.Float256), ("512", 16, Dot.Float512), ("facade", 0, Dot.Float)];

    private static readonly (string Name, int Least, HalfKernel Kernel)[] HalfKernels =
    [
        ("scalar", 0, Dot.HalfScalar),
        ("128", 8, (query, row) => Dot.Half128(query, row, default)),
        ("256", 16, (query, row) => Dot.Half256(query, row, default)),
        ("512", 32, (query, row) => Dot.Half512(query, row, default)),
        ("facade", 0, (query, row) => Dot.Half(query, row)),
    ];

    public static TheoryData<string> Widths => ["scalar", "128", "256", "512", "facade"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Float_LiesWithinItsBoundOfTheExactSum(string width)
    {
        (_, int least, FloatKernel kernel) = FloatKernels.Single(one => one.Name == width);
        Random random = new(7);
        foreach (int length in Lengths.Where(length => length >= least))
        {
            float[] query = Numbers(random, length);
            float[] row = Numbers(random, length);

            float actual = kernel(query, row);

            AssertClose(query.Zip(row, (left, right) => (double)left * right), actual, length);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Half_LiesWithinItsBoundOfTheExactSum(string width)
    {
        (_, int least, HalfKernel kernel) = HalfKernels.Single(one => one.Name == width);
        Random random = new(8);
        foreach (int length in Lengths.Where(length => length >= least))
        {
            float[] query = Numbers(random, length);
            Half[] row = Array.ConvertAll(Numbers(random, length), number => (Half)number);

            float actual = kernel(Scale(query), row);

            AssertClose(query.Zip(row, (left, right) => Half.IsSubnormal(right) ? 0 : left * (double)right), actual, length);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Half_ReadsEveryFiniteHalf_SubnormalOnesAsZero(string width)
    {
        (_, _, HalfKernel kernel) = HalfKernels.Single(one => one.Name == width);
        Half[] row = new Half[64];
        float[] query = new float[64];
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            Half value = BitConverter.UInt16BitsToHalf((ushort)bits);
            if (Half.IsFinite(value))
            {
                int place = bits % 64;
                row[place] = value;
                query[place] = 1;

                Assert.Equal(Half.IsSubnormal(value) ? 0 : (float)value, kernel(Scale(query), row));

                row[place] = default;
                query[place] = 0;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Float_PassesNaNAndInfinityOn_FromEveryPlace(string width)
    {
        (_, int least, FloatKernel kernel) = FloatKernels.Single(one => one.Name == width);
        foreach (int length in Enumerable.Range(Math.Max(1, least), 70))
        {
            for (int place = 0; place < length; place++)
            {
                float[] query = new float[length];
                float[] row = new float[length];
                query[place] = float.NaN;
                Assert.True(float.IsNaN(kernel(query, row)));
                query[place] = float.PositiveInfinity;
                row[place] = 1;
                Assert.Equal(float.PositiveInfinity, kernel(query, row));
            }
        }
    }

    [Fact]
    public void Float_IsSymmetric() => Gen.Select(Gen.Float[-1, 1].Array[64], Gen.Float[-1, 1].Array[64])
        .Sample((left, right) => Dot.Float(left, right) == Dot.Float(right, left));

    [Fact]
    public void Float_ScalesByPowersOfTwoExactly() => Gen.Select(Gen.Float[0.5f, 1].Array[50], Gen.Float[0.5f, 1].Array[50], Gen.Int[-8, 8])
        .Sample((left, right, power) =>
            Dot.Float(Array.ConvertAll(left, number => MathF.ScaleB(number, power)), right) == MathF.ScaleB(Dot.Float(left, right), power));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Kernels_ReadNothingBehindTheEnd(string width)
    {
        (_, int leastFloat, FloatKernel floats) = FloatKernels.Single(one => one.Name == width);
        (_, int leastHalf, HalfKernel halves) = HalfKernels.Single(one => one.Name == width);
        using GuardedMemory first = new(4096);
        using GuardedMemory second = new(4096);
        for (int length = 0; length <= 257; length++)
        {
            first.Last<float>(length).Fill(1);
            if (length >= leastFloat)
            {
                second.Last<float>(length).Fill(1);
                Assert.Equal(length, floats(first.Last<float>(length), second.Last<float>(length)));
            }

            if (length >= leastHalf)
            {
                first.Last<float>(length).Fill(Dot.HalfScale);
                second.Last<Half>(length).Fill((Half)1);
                Assert.Equal(length, halves(first.Last<float>(length), second.Last<Half>(length)));
            }
        }
    }

    [Fact]
    public void Half_LosesNoMoreThanItsBound_WhereEveryComponentIsSubnormal()
    {
        foreach (int length in (int[])[1, 207, 768, 65_536])
        {
            Half[] row = Enumerable.Repeat(BitConverter.UInt16BitsToHalf(0x3FF), length).ToArray();
            float[] query = Enumerable.Repeat((float)(1 / Math.Sqrt(length)), length).ToArray();

            double exact = Dot.PreciseHalf(query, row).Product;

            Assert.Equal(0, Dot.Half(Scale(query), row));
            Assert.InRange(exact, 0.99 * Dot.SubnormalErrorBound(length), Dot.SubnormalErrorBound(length));
        }
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    private static float[] Scale(float[] query) => Array.ConvertAll(query, number => number * Dot.HalfScale);

    private static void AssertClose(IEnumerable<double> products, float actual, int length)
    {
        double exact = products.Sum();
        double bound = Dot.ErrorBound(length) * products.Sum(Math.Abs);
        Assert.InRange(actual, exact - bound, exact + bound);
    }
}

using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class DotPreciseTests
{
    private delegate (double Product, double RowSquares) FloatKernel(ReadOnlySpan<float> query, ReadOnlySpan<float> row);

    private delegate (double Product, double RowSquares) HalfKernel(ReadOnlySpan<float> query, ReadOnlySpan<Half> row);

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 258), 320, 384, 512, 768, 1024, 1280, 65_536];

    private static readonly FloatKernel[] FloatKernels = [Dot.PreciseFloat128, Dot.PreciseFloat256, Dot.PreciseFloat512, Dot.PreciseFloat];

    private static readonly HalfKernel[] HalfKernels = [Dot.PreciseHalf128, Dot.PreciseHalf256, Dot.PreciseHalf512, Dot.PreciseHalf];

    [Fact]
    public void PreciseFloat_IsTheSameNumberByEveryWidth_AndThatOfAPlainSum()
    {
        Random random = new(3);
        foreach (int length in Lengths)
        {
            float[] query = Numbers(random, length);
            float[] row = Numbers(random, length);

            (double product, double rowSquares) = Dot.PreciseFloatScalar(query, row);

            // Twice what float64 additions of numbers up to 1 lose, whatever their order.
            double tolerance = Math.ScaleB(1, -52) * length * length;
            Assert.Equal(query.Zip(row, (left, right) => (double)left * right).Sum(), product, tolerance);
            Assert.Equal(row.Sum(number => (double)number * number), rowSquares, tolerance);
            Assert.All(FloatKernels, kernel => Assert.Equal((product, rowSquares), kernel(query, row)));
        }
    }

    [Fact]
    public void PreciseHalf_IsTheSameNumberByEveryWidth_AndThatOfTheWidenedRow()
    {
        Random random = new(4);
        foreach (int length in Lengths)
        {
            float[] query = Numbers(random, length);
            Half[] row = Array.ConvertAll(Numbers(random, length), number => (Half)number);

            (double product, double rowSquares) expected = Dot.PreciseFloatScalar(query, Array.ConvertAll(row, number => (float)number));

            Assert.Equal(expected, Dot.PreciseHalfScalar(query, row));
            Assert.All(HalfKernels, kernel => Assert.Equal(expected, kernel(query, row)));
        }
    }

    [Fact]
    public void PreciseHalf_ReadsEveryFiniteHalf() => Gen.UShort.Where(bits => Half.IsFinite(BitConverter.UInt16BitsToHalf(bits))).Select(Gen.Int[0, 40]).Sample((bits, place) =>
    {
        Half value = BitConverter.UInt16BitsToHalf(bits);
        Half[] row = new Half[41];
        float[] query = new float[41];
        row[place] = value;
        query[place] = 1;

        return HalfKernels.All(kernel => kernel(query, row) == ((double)value, (double)value * (double)value));
    });

    [Fact]
    public void Precise_PassesNaNAndInfinityOfTheQueryOn()
    {
        foreach (float number in (float[])[float.NaN, float.PositiveInfinity])
        {
            for (int place = 0; place < 37; place++)
            {
                float[] query = new float[37];
                query[place] = number;
                Half[] ones = Enumerable.Repeat((Half)1, 37).ToArray();

                Assert.All(FloatKernels, kernel => Assert.False(double.IsFinite(kernel(query, query).RowSquares)));
                Assert.All(HalfKernels, kernel => Assert.False(double.IsFinite(kernel(query, ones).Product)));
            }
        }
    }

    [Fact]
    public void Precise_ReadsNothingBehindTheEnd()
    {
        using GuardedMemory first = new(4096);
        using GuardedMemory second = new(4096);
        for (int length = 0; length <= 257; length++)
        {
            first.Last<float>(length).Fill(1);
            second.Last<float>(length).Fill(1);
            foreach (FloatKernel kernel in FloatKernels)
            {
                Assert.Equal((length, length), kernel(first.Last<float>(length), second.Last<float>(length)));
            }

            second.Last<Half>(length).Fill((Half)1);
            foreach (HalfKernel kernel in HalfKernels)
            {
                Assert.Equal((length, length), kernel(first.Last<float>(length), second.Last<Half>(length)));
            }
        }
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
}

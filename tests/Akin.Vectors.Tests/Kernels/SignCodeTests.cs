using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class SignCodeTests
{
    private delegate SignCode.Sums Kernel(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<ushort> signs);

    private static readonly Kernel[] Kernels = [SignCode.Encode128, SignCode.Encode256, SignCode.Encode512, SignCode.Encode];

    private static readonly int[] Lengths = [.. Enumerable.Range(1, 33).Select(count => 16 * count), 768, 1024, 1280, 65_536];

    [Fact]
    public void Encode_IsTheSameBitsByEveryWidth_AndReadsNothingBehindTheEnd()
    {
        Random random = new(6);
        foreach (int length in Lengths)
        {
            using GuardedMemory first = new(4 * length);
            using GuardedMemory second = new(4 * length);
            Span<float> vector = first.Last<float>(length);
            Span<float> centre = second.Last<float>(length);
            for (int index = 0; index < length; index++)
            {
                vector[index] = (float)(random.NextDouble() - 0.5);
                centre[index] = random.Next(3) == 0 ? vector[index] : (float)(random.NextDouble() - 0.5) / 4;
            }

            ushort[] expected = new ushort[length / 16];
            SignCode.Sums sums = SignCode.EncodeScalar(vector, centre, expected);
            foreach (Kernel kernel in Kernels)
            {
                ushort[] actual = new ushort[length / 16];

                Assert.Equal(sums, kernel(vector, centre, actual));
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Encode_IsWhatItSays() => Gen.Select(Gen.Float[-1, 1].Array[48], Gen.Float[-1, 1].Array[48]).Sample((vector, centre) =>
    {
        ushort[] signs = new ushort[3];

        SignCode.Sums sums = SignCode.Encode(vector, centre, signs);

        double[] differences = [.. vector.Zip(centre, (left, right) => (double)(left - right))];
        double[] ones = [.. differences.Select(difference => difference < 0 ? -1.0 : 1.0)];
        for (int index = 0; index < 48; index++)
        {
            Assert.Equal(ones[index] > 0, ((signs[index / 16] >> (index % 16)) & 1) == 1);
        }

        Assert.Equal(differences.Sum(difference => difference * difference), sums.Squares, 1e-4);
        Assert.Equal(differences.Sum(Math.Abs), sums.Magnitudes, 1e-4);
        Assert.Equal(differences.Zip(centre, (left, right) => left * right).Sum(), sums.CentreProduct, 1e-4);
        Assert.Equal(ones.Zip(centre, (left, right) => left * right).Sum(), sums.SignProduct, 1e-4);
    });
}

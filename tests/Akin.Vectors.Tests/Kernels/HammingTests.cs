using System.Runtime.InteropServices;
using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class HammingTests
{
    private delegate int Kernel(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right);

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 258), 320, 384, 512, 65_536];

    private static readonly (string Name, int Least, Kernel Kernel)[] Kernels =
        [("scalar", 0, Hamming.DistanceScalar), ("128", 2, Hamming.Distance128), ("256", 4, Hamming.Distance256), ("512", 8, Hamming.Distance512), ("facade", 0, Hamming.Distance)];

    private static readonly Gen<ulong[]> Words = Gen.ULong.Array[20];

    public static TheoryData<string> Widths => ["scalar", "128", "256", "512", "facade"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Distance_CountsTheBitsThatDiffer(string width)
    {
        (_, int least, Kernel kernel) = Named(width);
        Random random = new(12);
        foreach (int length in Lengths.Where(length => length >= least))
        {
            ulong[] left = Numbers(random, length);
            ulong[] right = Numbers(random, length);

            int expected = 0;
            for (int bit = 0; bit < 64 * length; bit++)
            {
                expected += (int)(((left[bit / 64] ^ right[bit / 64]) >> (bit % 64)) & 1);
            }

            Assert.Equal(expected, kernel(left, right));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Distance_CountsEveryBit_WhereAllDiffer(string width)
    {
        (_, int least, Kernel kernel) = Named(width);
        foreach (int length in Lengths.Where(length => length >= least))
        {
            ulong[] ones = Enumerable.Repeat(ulong.MaxValue, length).ToArray();

            Assert.Equal(64 * length, kernel(ones, new ulong[length]));
        }
    }

    [Fact]
    public void Distance_IsAMetric_ByEveryWidth() => Gen.Select(Words, Words, Words).Sample((one, other, third) => Kernels.All(named =>
    {
        int distance = named.Kernel(one, other);
        return named.Kernel(one, one) == 0
            && distance == named.Kernel(other, one)
            && distance > 0 == !one.AsSpan().SequenceEqual(other)
            && distance <= named.Kernel(one, third) + named.Kernel(third, other);
    }));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Distance_ReadsNothingBehindTheEnd(string width)
    {
        (_, int least, Kernel kernel) = Named(width);
        using GuardedMemory first = new(4096);
        using GuardedMemory second = new(4096);
        for (int length = least; length <= 257; length++)
        {
            first.Last<ulong>(length).Fill(0b1011);
            second.Last<ulong>(length).Fill(0b0110);

            Assert.Equal(3 * length, kernel(first.Last<ulong>(length), second.Last<ulong>(length)));
        }
    }

    private static (string Name, int Least, Kernel Kernel) Named(string width) => Kernels.Single(one => one.Name == width);

    private static ulong[] Numbers(Random random, int count)
    {
        ulong[] words = new ulong[count];
        random.NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }
}

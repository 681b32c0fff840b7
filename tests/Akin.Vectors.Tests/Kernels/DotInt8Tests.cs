using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class DotInt8Tests
{
    private delegate int Kernel(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row);

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 258), 320, 384, 512, 768, 1024, 1280, 65_536];

    private static readonly (string Name, int Least, Kernel Kernel)[] Kernels =
        [("scalar", 0, DotInt8.ProductScalar), ("128", 16, DotInt8.Product128), ("256", 32, DotInt8.Product256), ("512", 64, DotInt8.Product512), ("facade", 0, DotInt8.Product)];

    public static TheoryData<string> Widths => ["scalar", "128", "256", "512", "facade"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Product_IsExact(string width)
    {
        (_, int least, Kernel kernel) = Named(width);
        Random random = new(11);
        foreach (int length in Lengths.Where(length => length >= least))
        {
            sbyte[] query = Numbers(random, length);
            sbyte[] row = Numbers(random, length);

            Assert.Equal(query.Zip(row, (left, right) => (double)left * right).Sum(), kernel(query, row));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Product_DoesNotOverflow_UpToItsLimit(string width)
    {
        (_, _, Kernel kernel) = Named(width);
        sbyte[] least = Enumerable.Repeat(sbyte.MinValue, DotInt8.LengthLimit).ToArray();
        sbyte[] most = Enumerable.Repeat(sbyte.MaxValue, DotInt8.LengthLimit).ToArray();

        Assert.Equal(int.MaxValue - 16_383, kernel(least, least));
        Assert.Equal(-128 * 127 * DotInt8.LengthLimit, kernel(least, most));
        Assert.Equal(127 * 127 * DotInt8.LengthLimit, kernel(most, most));
    }

    [Fact]
    public void Product_IsSymmetricAndLinear_ByEveryWidth() =>
        Gen.SByte.Array[64, 200].SelectMany(query => Gen.Select(Gen.SByte[-64, 63].Array[query.Length], Gen.SByte[-64, 63].Array[query.Length]).Select((one, other) => (query, one, other))).Sample((query, one, other) =>
            Kernels.All(named => named.Kernel(query, one) == named.Kernel(one, query)
                && named.Kernel(query, [.. one.Zip(other, (left, right) => (sbyte)(left + right))]) == named.Kernel(query, one) + named.Kernel(query, other)));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Product_ReadsNothingBehindTheEnd(string width)
    {
        (_, int least, Kernel kernel) = Named(width);
        using GuardedMemory first = new(4096);
        using GuardedMemory second = new(4096);
        for (int length = least; length <= 257; length++)
        {
            first.Last<sbyte>(length).Fill(-3);
            second.Last<sbyte>(length).Fill(5);

            Assert.Equal(-15 * length, kernel(first.Last<sbyte>(length), second.Last<sbyte>(length)));
        }
    }

    private static (string Name, int Least, Kernel Kernel) Named(string width) => Kernels.Single(one => one.Name == width);

    private static sbyte[] Numbers(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return Array.ConvertAll(bytes, number => (sbyte)number);
    }
}

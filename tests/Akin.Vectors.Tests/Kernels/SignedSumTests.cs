using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class SignedSumTests
{
    private delegate void Kernel(ReadOnlySpan<float> block, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted, Span<float> sums);

    private static readonly (string Name, Kernel Kernel)[] Kernels =
        [("scalar", SignedSum.RowsScalar), ("128", SignedSum.Rows128), ("256", SignedSum.Rows256), ("512", SignedSum.Rows512), ("facade", SignedSum.Rows)];

    public static TheoryData<string> Widths => ["scalar", "128", "256", "512", "facade"];

    private static readonly Gen<(float[] Block, ushort[] Added, ushort[] Subtracted)> GenCase =
        from componentCount in Gen.Int[1, 257]
        from block in Gen.Float[-1, 1].Array[componentCount * SignedSum.BlockRows]
        from added in Gen.UShort[0, (ushort)(componentCount - 1)].Array[0, 40]
        from subtracted in Gen.UShort[0, (ushort)(componentCount - 1)].Array[0, 40]
        select (block, added, subtracted);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_LieWithinTheBoundOfTheExactSums(string width) => GenCase.Sample(
        sample =>
        {
            float[] sums = new float[SignedSum.BlockRows];
            Kernels.Single(one => one.Name == width).Kernel(sample.Block, sample.Added, sample.Subtracted, sums);

            for (int vector = 0; vector < SignedSum.BlockRows; vector++)
            {
                double[] added = Array.ConvertAll(sample.Added, position => (double)sample.Block[(position * SignedSum.BlockRows) + vector]);
                double[] subtracted = Array.ConvertAll(sample.Subtracted, position => (double)sample.Block[(position * SignedSum.BlockRows) + vector]);
                double bound = (((added.Length + subtracted.Length) / 4.0) + 8) * Math.ScaleB(added.Sum(Math.Abs) + subtracted.Sum(Math.Abs), -24);
                Assert.Equal(added.Sum() - subtracted.Sum(), sums[vector], bound);
            }
        },
        iter: 200);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_AgreeBitForBitWithOneVectorAlone(string width) => GenCase.Sample(
        sample =>
        {
            float[] sums = new float[SignedSum.BlockRows];
            Kernels.Single(one => one.Name == width).Kernel(sample.Block, sample.Added, sample.Subtracted, sums);

            for (int vector = 0; vector < SignedSum.BlockRows; vector++)
            {
                float[] alone = [.. Enumerable.Range(0, sample.Block.Length / SignedSum.BlockRows).Select(component => sample.Block[(component * SignedSum.BlockRows) + vector])];
                Assert.Equal(SignedSum.One(alone, sample.Added, sample.Subtracted), sums[vector]);
            }
        },
        iter: 200);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_PassNaNAndInfinityOn_OnlyWhereTheyStand(string width)
    {
        Kernel kernel = Kernels.Single(one => one.Name == width).Kernel;
        for (int vector = 0; vector < SignedSum.BlockRows; vector++)
        {
            float[] block = new float[9 * SignedSum.BlockRows];
            float[] sums = new float[SignedSum.BlockRows];
            block[(7 * SignedSum.BlockRows) + vector] = float.NaN;
            block[(8 * SignedSum.BlockRows) + vector] = float.PositiveInfinity;

            kernel(block, [0, 1], [2, 3], sums);
            Assert.All(sums, sum => Assert.Equal(0, sum));

            kernel(block, [0, 7], [2], sums);
            Assert.Equal(float.NaN, sums[vector]);
            Assert.Equal(1, sums.Count(float.IsNaN));

            kernel(block, [0], [8, 2], sums);
            Assert.Equal(float.NegativeInfinity, sums[vector]);
            Assert.Equal(1, sums.Count(float.IsInfinity));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_AreZero_WhereTheListsAreEmpty(string width)
    {
        float[] sums = [.. Enumerable.Repeat(1f, SignedSum.BlockRows)];

        Kernels.Single(one => one.Name == width).Kernel([], [], [], sums);

        Assert.All(sums, sum => Assert.Equal(0, sum));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_ReadNothingBehindTheEnd(string width)
    {
        Kernel kernel = Kernels.Single(one => one.Name == width).Kernel;
        using GuardedMemory components = new(65_536);
        using GuardedMemory added = new(4096);
        using GuardedMemory subtracted = new(4096);
        using GuardedMemory sums = new(4096);
        for (int count = 1; count <= 257; count++)
        {
            Span<float> block = components.Last<float>(count * SignedSum.BlockRows);
            block.Fill(1);
            Span<ushort> positions = added.Last<ushort>(count);
            positions.Fill((ushort)(count - 1));
            Span<ushort> others = subtracted.Last<ushort>(count / 2);
            others.Clear();

            kernel(block, positions, others, sums.Last<float>(SignedSum.BlockRows));

            Assert.Equal(count - (count / 2), sums.Last<float>(SignedSum.BlockRows)[0]);
            Assert.Equal(count - (count / 2), sums.Last<float>(SignedSum.BlockRows)[15]);
        }
    }

    [Fact]
    public void One_ReachesTheLastOfTheMostDimensions()
    {
        float[] vector = new float[65_536];
        vector[65_535] = 3;

        Assert.Equal(3, SignedSum.One(vector, [65_535], []));
        float[] block = new float[65_536 * SignedSum.BlockRows];
        block[^1] = 5;
        float[] sums = new float[SignedSum.BlockRows];
        SignedSum.Rows(block, [], [65_535], sums);
        Assert.Equal(-5, sums[15]);
    }
}

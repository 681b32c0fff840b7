using Akin.Vectors.Kernels;

namespace Akin.Vectors.Tests.Kernels;

public sealed class DotWidenTests
{
    private delegate void Kernel(ReadOnlySpan<Half> row, Span<float> widened);

    private static readonly (string Name, int Least, Kernel Kernel)[] Kernels =
        [("scalar", 0, Dot.WidenHalfScalar), ("128", 8, Dot.WidenHalf128), ("256", 16, Dot.WidenHalf256), ("512", 32, Dot.WidenHalf512), ("facade", 0, Dot.WidenHalf)];

    public static TheoryData<string> Widths => ["scalar", "128", "256", "512", "facade"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void WidenHalf_ScalesEveryFiniteHalf_SubnormalOnesToZero(string width)
    {
        (_, _, Kernel kernel) = Kernels.Single(one => one.Name == width);
        Half[] row = [.. Enumerable.Range(0, 65_536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).Where(Half.IsFinite)];
        float[] widened = new float[row.Length];

        kernel(row, widened);

        Assert.Equal(row.Select(value => Half.IsSubnormal(value) ? 0 : (float)value / Dot.HalfScale), widened);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void WidenHalf_ReadsAndWritesNothingBehindTheEnd_AtAnyLength(string width)
    {
        (_, int least, Kernel kernel) = Kernels.Single(one => one.Name == width);
        using GuardedMemory first = new(4096);
        using GuardedMemory second = new(4096);
        for (int length = least; length <= 257; length++)
        {
            Span<Half> row = first.Last<Half>(length);
            row.Fill((Half)1);
            Span<float> widened = second.Last<float>(length);
            widened.Clear();

            kernel(row, widened);

            Assert.Equal(-1, widened.IndexOfAnyExcept(1 / Dot.HalfScale));
        }
    }
}

using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class DotTileTests
{
    private delegate void Kernel(ReadOnlySpan<float> panel, int lanes, ReadOnlySpan<float> rows, int strideInComponents, Span<float> products, in ReadAhead ahead);

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 258), 320, 384, 512, 768, 1024, 1280];

    private static readonly (string Name, Kernel Kernel)[] Kernels =
    [
        ("scalar", (panel, lanes, rows, stride, products, in _) => DotTile.MultiplyScalar(panel, lanes, rows, stride, products)),
        ("128", DotTile.Multiply128),
        ("256", DotTile.Multiply256),
        ("512", DotTile.Multiply512),
        ("facade", DotTile.Multiply),
    ];

    public static TheoryData<string, int> Shapes => new(
        from kernel in Kernels
        from lanes in new[] { DotTile.WideLanes, DotTile.NarrowLanes }
        select (kernel.Name, lanes));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_LiesWithinItsBoundOfTheExactSums(string width, int lanes)
    {
        Random random = new(9);
        foreach (int length in (int[])[.. Lengths, 65_536])
        {
            // A few queries of a long length, for the sake of time.
            int queryCount = length > 1280 ? 2 : lanes;
            float[] queries = Numbers(random, queryCount * length);
            float[] rows = Numbers(random, DotTile.RowCount * length);

            float[] products = Multiply(Named(width), queries, length, lanes, rows);

            for (int row = 0; row < DotTile.RowCount; row++)
            {
                for (int query = 0; query < queryCount; query++)
                {
                    AssertClose(queries.AsSpan(query * length, length), rows.AsSpan(row * length, length), products[(row * lanes) + query]);
                }
            }
        }
    }

    [Theory]
    [InlineData(DotTile.WideLanes)]
    [InlineData(DotTile.NarrowLanes)]
    public void Multiply_GivesTheSameBitsByEveryWidth(int lanes)
    {
        Random random = new(10);
        foreach (int length in Lengths)
        {
            float[] queries = Numbers(random, lanes * length);
            float[] rows = Numbers(random, DotTile.RowCount * length);

            float[] expected = Multiply(DotTile.Multiply512, queries, length, lanes, rows);

            Assert.Equal(expected, Multiply(DotTile.Multiply256, queries, length, lanes, rows));
            Assert.Equal(expected, Multiply(DotTile.Multiply128, queries, length, lanes, rows));
        }
    }

    [Fact]
    public void Multiply_GivesAProductThatDoesNotDependOnItsPlace() =>
        Gen.Select(Gen.Float[-1, 1].Array[37], Gen.Float[-1, 1].Array[37], Gen.Int[0, DotTile.WideLanes - 1], Gen.Int[0, DotTile.RowCount - 1], Gen.Int).Sample(
            (query, row, lane, place, seed) =>
            {
                Random random = new(seed);
                float[] queries = Numbers(random, DotTile.WideLanes * 37);
                float[] rows = Numbers(random, DotTile.RowCount * 37);
                query.CopyTo(queries, lane * 37);
                row.CopyTo(rows, place * 37);
                float[] alone = [.. row, .. new float[(DotTile.RowCount - 1) * 37]];

                float[] tile = Multiply(DotTile.Multiply, queries, 37, DotTile.WideLanes, rows);

                return tile[(place * DotTile.WideLanes) + lane] == Multiply(DotTile.Multiply, query, 37, DotTile.NarrowLanes, alone)[0];
            },
            iter: 200);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_GivesZeroForLanesWithoutAQuery(string width, int lanes)
    {
        float[] products = Multiply(Named(width), [1, 2, 3], 3, lanes, Enumerable.Repeat(1f, DotTile.RowCount * 3).ToArray());

        for (int product = 0; product < products.Length; product++)
        {
            Assert.Equal(product % lanes == 0 ? 6 : 0, products[product]);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_PassesNaNOn_WithinItsRowAndItsQuery(string width, int lanes)
    {
        const int Length = 19;
        foreach ((int lane, int place, int index) in ((int, int, int)[])[(0, 0, 0), (lanes - 1, 7, Length - 1), (9, 4, 16)])
        {
            float[] queries = Enumerable.Repeat(1f, lanes * Length).ToArray();
            float[] rows = Enumerable.Repeat(1f, DotTile.RowCount * Length).ToArray();
            queries[(lane * Length) + index] = float.NaN;
            rows[(place * Length) + index] = float.PositiveInfinity;

            float[] products = Multiply(Named(width), queries, Length, lanes, rows);

            for (int product = 0; product < products.Length; product++)
            {
                float expected = product % lanes == lane ? float.NaN : product / lanes == place ? float.PositiveInfinity : Length;
                Assert.Equal(expected, products[product]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_ReadsAndWritesNothingBehindTheEnd(string width, int lanes)
    {
        Kernel kernel = Named(width);
        using GuardedMemory first = new(lanes * 65 * sizeof(float));
        using GuardedMemory second = new(DotTile.RowCount * 80 * sizeof(float));
        using GuardedMemory third = new(DotTile.RowCount * lanes * sizeof(float));
        for (int length = 0; length <= 65; length++)
        {
            int stride = (length + 15) / 16 * 16;
            Span<float> panel = first.Last<float>(lanes * length);
            Span<float> rows = second.Last<float>((Math.Max(1, DotTile.RowCount - 1) * stride) + length);
            panel.Fill(1);
            rows.Fill(1);

            Span<float> products = third.Last<float>(DotTile.RowCount * lanes);
            kernel(panel, lanes, rows, stride, products, default);

            Assert.Equal(-1, products.IndexOfAnyExcept(length));
        }
    }

    private static Kernel Named(string width) => Kernels.Single(one => one.Name == width).Kernel;

    private static float[] Multiply(Kernel kernel, float[] queries, int length, int lanes, float[] rows)
    {
        float[] panel = new float[lanes * length];
        DotTile.Pack(queries, length, lanes, panel);
        float[] products = new float[DotTile.RowCount * lanes];
        kernel(panel, lanes, rows, length, products, default);
        return products;
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    private static void AssertClose(ReadOnlySpan<float> query, ReadOnlySpan<float> row, float actual)
    {
        double exact = 0;
        double absolute = 0;
        for (int index = 0; index < query.Length; index++)
        {
            double product = (double)query[index] * row[index];
            exact += product;
            absolute += Math.Abs(product);
        }

        double bound = Dot.ErrorBound(query.Length) * absolute;
        if (!(Math.Abs(actual - exact) <= bound))
        {
            Assert.Fail($"The product of {query.Length} components is {actual}, expected {exact} within {bound}.");
        }
    }
}

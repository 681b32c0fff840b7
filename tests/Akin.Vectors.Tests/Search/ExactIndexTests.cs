using Akin.Testing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class ExactIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(7, 100, 10)]
    [InlineData(320, 1000, 10)]
    [InlineData(33, 20_000, 25)]
    public void Search_GivesFloat64sOrder(int dimensions, int rowCount, int count)
    {
        Random random = new(dimensions);
        using VectorFile file = Write([.. Enumerable.Range(0, rowCount).Select(_ => Unit(random, dimensions))], dimensions);
        ExactIndex index = new(file);
        for (int query = 0; query < 5; query++)
        {
            float[] vector = Unit(random, dimensions);
            PlainSearch.AssertSame(PlainSearch.Neighbors(file, vector, count), index.Search(vector, count));
        }
    }

    [Fact]
    public void Search_OrdersRowsThatDifferByLessThanFloat32CanTell()
    {
        // Copies of one row with one component a half's last bit up or down, in every place: float32 sums tie or invert by the hundred.
        Random random = new(3);
        float[] seed = Unit(random, 96);
        List<float[]> rows = [];
        for (int copy = 0; copy < 12_000; copy++)
        {
            float[] row = [.. seed];
            int place = copy % 96;
            row[place] = (float)BitConverter.UInt16BitsToHalf((ushort)(BitConverter.HalfToUInt16Bits((Half)row[place]) + (copy % 3) - 1));
            rows.Add(row);
        }

        using VectorFile file = Write(rows, 96);
        PlainSearch.AssertSame(PlainSearch.Neighbors(file, seed, 500), new ExactIndex(file).Search(seed, 500));
    }

    [Fact]
    public void Search_OrdersRowsWhoseComponentsAreSubnormalHalves()
    {
        // One large component that all have, and thousands that a float32 scan takes for zero.
        const int Dimensions = 8192;
        Random random = new(4);
        List<float[]> rows = [];
        for (int row = 0; row < 200; row++)
        {
            rows.Add([.. Enumerable.Range(0, Dimensions).Select(index => index == 0 ? 0.999f : (float)((random.NextDouble() - 0.5) * 1.2e-4))]);
        }

        using VectorMemory memory = new(Dimensions);
        rows.ForEach(row => memory.Append(row));
        float[] query = [.. rows[17].Select((component, index) => index == 0 ? 0.001f : component)];
        ExactIndex exact = new(memory);

        IReadOnlyList<Neighbor> found = exact.Search(query, 20);

        Assert.Equal(17, found[0].Row);
        PlainSearch.AssertSame(PlainSearch.Neighbors(memory, query, 20), found);
        Assert.Equal(found, exact.SearchBatch((float[])[.. query, .. query, .. query, .. query], 20, cancellationToken: TestContext.Current.CancellationToken)[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Search_GivesTheFirstRows_WhereAllAreAlike(int maxThreads)
    {
        // More than a crowd for every thread, in more ranges than one.
        using VectorMemory rows = new(1, RowFormat.Float32);
        for (int row = 0; row < 20_000; row++)
        {
            rows.Append([row % 2 == 0 ? 1 : 0]);
        }

        ExactIndex index = new(rows);
        SearchOptions options = new() { MaxThreads = maxThreads };

        Assert.Equal(Enumerable.Range(0, 5).Select(row => new Neighbor(2 * row, 1)), index.Search([3], 5, options));
        Assert.Equal(Enumerable.Range(0, 5).Select(row => new Neighbor(row, 0)), index.Search([0], 5, options));
        Assert.Equal(Enumerable.Range(0, 5).Select(row => new Neighbor((2 * row) + 1, 0)), index.Search([-3], 5, options));
        Assert.Equal(20_000, index.Search([1], 30_000, options).Count);
    }

    [Fact]
    public void Search_AnswersOnlyAmongTheRowsOfASet() => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 70], Gen.Int).Sample(
        (rowCount, count, seed) =>
        {
            Random random = new(seed);
            using VectorFile file = Write([.. Enumerable.Range(0, rowCount).Select(_ => Unit(random, 5))], 5);
            RowSet among = new(rowCount);
            for (int row = 0; row < rowCount; row += random.Next(1, 4))
            {
                among.Add(row);
            }

            float[] query = Unit(random, 5);
            PlainSearch.AssertSame(PlainSearch.Neighbors(file, query, count, among.Contains), new ExactIndex(file).Search(query, count, new SearchOptions { Among = among }));
        },
        iter: 50);

    [Fact]
    public void Search_DoesNotDependOnTheQuerysLength()
    {
        Random random = new(5);
        using VectorFile file = Write([.. Enumerable.Range(0, 50).Select(_ => Unit(random, 16))], 16);
        ExactIndex index = new(file);
        float[] query = Unit(random, 16);

        Assert.Equal(index.Search(query, 10), index.Search(Array.ConvertAll(query, number => number * 1024), 10));
    }

    [Fact]
    public void Search_GivesZeroForZeroVectors()
    {
        using VectorFile file = Write([new float[4], [1, 0, 0, 0]], 4);
        ExactIndex index = new(file);

        Assert.Equal([new Neighbor(0, 0), new Neighbor(1, 0)], index.Search(new float[4], 5));
        Assert.Equal([new Neighbor(1, 1), new Neighbor(0, 0)], index.Search([2, 0, 0, 0], 5));
    }

    [Fact]
    public void Search_RefusesWhatItCannotCompare()
    {
        using VectorFile file = Write([[1, 0]], 2);
        ExactIndex index = new(file);

        Assert.Contains("3 dimensions", Assert.Throws<ArgumentException>(() => index.Search(new float[3], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => index.Search([float.NaN, 0], 1));
        Assert.Throws<ArgumentException>(() => index.Search([float.PositiveInfinity, 0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1, 0], 0));
    }

    [Fact]
    public void Search_OfAnEmptyFile_FindsNothing()
    {
        using VectorFile file = Write([], 2);

        Assert.Empty(new ExactIndex(file).Search([1, 0], 3));
    }

    [Theory]
    [InlineData("akin-mini")]
    [InlineData("mobilenetv2")]
    public void Search_FindsTheTrueNeighboursOfRealEmbeddings(string encoder)
    {
        Npy rows = Npy.Read(SharedFiles.Shared($"vectors/{encoder}.rows.npy"));
        Npy queries = Npy.Read(SharedFiles.Shared($"vectors/{encoder}.queries.npy"));
        Npy neighbours = Npy.Read(SharedFiles.Shared($"vectors/{encoder}.neighbours.npy"));
        int dimensions = rows.Shape[1];
        using VectorFile file = Write([.. Enumerable.Range(0, rows.Shape[0]).Select(row => Normalise(rows.Row(row).ToArray()))], dimensions);
        ExactIndex index = new(file);
        int found = 0;
        int wanted = 0;
        for (int query = 0; query < 100; query++)
        {
            HashSet<long> truth = [.. neighbours.Row(query)[..10].ToArray().Select(row => (long)row)];
            found += index.Search(queries.Row(query), 10).Count(neighbor => truth.Contains(neighbor.Row));
            wanted += truth.Count;
        }

        // The truth was computed from rows before they were rounded to float16: a tenth place may change hands now and then.
        Assert.InRange((double)found / wanted, 0.995, 1);
    }

    private static float[] Unit(Random random, int dimensions) => Normalise([.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))]);

    private static float[] Normalise(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(component => (double)component * component));
        return Array.ConvertAll(vector, component => (float)(component / length));
    }

    private VectorFile Write(List<float[]> rows, int dimensions)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        using (VectorFileWriter writer = VectorFileWriter.Open(path, dimensions, 0))
        {
            foreach (float[] row in rows)
            {
                writer.Append(row);
            }
        }

        return VectorFile.Open(path, dimensions, rows.Count);
    }
}

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
            AssertSame(Plain(file, vector, count, _ => true), index.Search(vector, count));
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
        AssertSame(Plain(file, seed, 500, _ => true), new ExactIndex(file).Search(seed, 500));
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
            AssertSame(Plain(file, query, count, among.Contains), new ExactIndex(file).Search(query, count, new SearchOptions { Among = among }));
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

    private static List<Neighbor> Plain(VectorFile file, float[] query, int count, Func<long, bool> isLive)
    {
        List<Neighbor> all = [];
        for (long row = 0; row < file.RowCount; row++)
        {
            double product = 0;
            double rowSquares = 0;
            double querySquares = 0;
            for (int index = 0; index < query.Length; index++)
            {
                double component = (double)file.View().Half(row)[index];
                product += query[index] * component;
                rowSquares += component * component;
                querySquares += (double)query[index] * query[index];
            }

            all.Add(new Neighbor(row, Math.Clamp(product / (Math.Sqrt(querySquares) * Math.Sqrt(rowSquares)), -1, 1)));
        }

        return [.. all.Where(one => isLive(one.Row)).OrderByDescending(one => one.Similarity).ThenBy(one => one.Row).Take(count)];
    }

    private static void AssertSame(List<Neighbor> expected, IReadOnlyList<Neighbor> actual)
    {
        Assert.Equal(expected.Select(neighbor => neighbor.Row), actual.Select(neighbor => neighbor.Row));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Similarity, pair.Second.Similarity, 1e-13));
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

using Akin.Testing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed class VectorImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("vectors/rows.npy", RowFormat.Float32, 1e-6)]
    [InlineData("vectors/flat-ip.faiss", RowFormat.Float32, 1e-6)]
    [InlineData("vectors/flat-l2.faiss", RowFormat.Float32, 1e-6)]
    [InlineData("vectors/rows.f16.npy", RowFormat.Float16, 1e-3)]
    public void Load_GivesRowsThatAnswerByCosine(string name, RowFormat format, double tolerance)
    {
        Npy queries = Npy.Read(SharedFiles.Fixture("vectors/queries.npy"));
        Npy ids = Npy.Read(SharedFiles.Fixture("vectors/cosine.ids.npy"));
        Npy similarities = Npy.Read(SharedFiles.Fixture("vectors/cosine.similarities.npy"));
        List<long> told = [];
        using VectorMemory rows = VectorImport.Load(SharedFiles.Fixture(name), format, new Told(told), TestContext.Current.CancellationToken);
        ExactIndex index = new(rows);

        Assert.Equal((2000, 72, format), (rows.RowCount, rows.Dimensions, rows.Format));
        Assert.Equal(2000, told[^1]);
        for (int query = 0; query < queries.Shape[0]; query++)
        {
            IReadOnlyList<Neighbor> found = index.Search(queries.Row(query), ids.Shape[1]);
            Assert.Equal(ids.Row(query)[0], found[0].Row);
            Assert.All(found.Index(), one => Assert.InRange(one.Item.Similarity, similarities.Row(query)[one.Index] - tolerance, similarities.Row(query)[one.Index] + tolerance));
            Assert.True(tolerance > 1e-5 || found.Select(neighbor => (float)neighbor.Row).SequenceEqual(ids.Row(query).ToArray()));
        }
    }

    [Fact]
    public void Append_ScalesRowsOfAnyLength_ForAVectorFile()
    {
        string source = PathOf("rows.faiss");
        using (FaissWriter writer = new(source, FaissMetric.L2, 3))
        {
            writer.Append([3e30f, 4e30f, 0]);
            writer.Append([0, 0, 0]);
            writer.Append([3e-40f, 0, -4e-40f]);
            writer.Complete();
        }

        using (VectorFileWriter target = VectorFileWriter.Open(PathOf("vectors.f16"), 3, 0))
        {
            target.Append([0, 1, 0]);
            Assert.Equal(3, VectorImport.Append(source, target, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Equal(4, target.RowCount);
            target.Flush();
        }

        using VectorFile file = VectorFile.Open(PathOf("vectors.f16"), 3, 4);
        Assert.Equal([0, 1, 0, .. Halves(0.6f, 0.8f, 0), 0, 0, 0, .. Halves(0.6f, 0, -0.8f)], Enumerable.Range(0, 4).SelectMany(row =>
        {
            float[] read = new float[3];
            file.Read(row, read);
            return read;
        }));
    }

    [Fact]
    public void Load_RefusesWhatAreNoRows()
    {
        File.WriteAllText(PathOf("text"), "1 2 3");
        AssertRefused("text", "neither a NumPy array (.npy) nor an index of FAISS");
        File.WriteAllBytes(PathOf("empty"), []);
        AssertRefused("empty", "neither a NumPy array");
        WriteArray("cube.npy", [2, 3], [1, 2, 3, 4, 5, 6]);
        AssertRefused("cube.npy", "has 3 axes, and rows of vectors have two");
        File.WriteAllBytes(PathOf("list.npy"), NpyBytes.File("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"u8.ToArray(), new byte[8]));
        AssertRefused("list.npy", "has 1 axes");
        File.WriteAllBytes(PathOf("thin.npy"), NpyBytes.File("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0), }"u8.ToArray(), []));
        AssertRefused("thin.npy", "rows of 0 dimensions");
        WriteArray("long.npy", [65_537], new float[65_537]);
        AssertRefused("long.npy", "rows of 65537 dimensions, and Akin's have 1 to 65536");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Load_RefusesAComponentThatIsNotFinite_AndSaysWhere(float value)
    {
        using (NpyWriter writer = new(PathOf("rows.npy"), 30))
        {
            for (int row = 0; row < 5_000; row++)
            {
                float[] components = new float[30];
                components[row % 30] = row == 4_321 ? value : 1;
                writer.Append(components);
            }

            writer.Complete();
        }

        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => VectorImport.Load(PathOf("rows.npy"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("not finite, in row 4321", exception.Message, StringComparison.Ordinal);
        Assert.Equal(128 + (4_321 * 120), exception.Offset);
    }

    [Fact]
    public void Append_RefusesOtherDimensions_AndStopsWhenItIsCancelled()
    {
        WriteArray("rows.npy", [3], [1, 2, 3]);
        using VectorFileWriter target = VectorFileWriter.Open(PathOf("vectors.f16"), 4, 0);
        using VectorFileWriter fitting = VectorFileWriter.Open(PathOf("fitting.f16"), 3, 0);

        Assert.Contains("rows of 3 dimensions, expected 4", Assert.Throws<IndexFormatException>(() => VectorImport.Append(PathOf("rows.npy"), target, cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => VectorImport.Append(PathOf("rows.npy"), fitting, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(0, target.RowCount);
    }

    private static float[] Halves(params float[] values) => Array.ConvertAll(values, value => (float)(Half)value);

    private void WriteArray(string name, int[] rowShape, float[] row)
    {
        using NpyWriter writer = new(PathOf(name), rowShape);
        writer.Append(row);
        writer.Complete();
    }

    private void AssertRefused(string name, string words)
    {
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => VectorImport.Load(PathOf(name), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(PathOf(name), exception.Path);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private sealed class Told(List<long> values) : IProgress<long>
    {
        public void Report(long value) => values.Add(value);
    }
}

using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

/// <summary>NumPy and FAISS read what Akin writes, and Akin reads what they write.</summary>
public sealed class PeerFileTests : IDisposable
{
    private const int Dimensions = 37;
    private const int RowCount = 1_200;

    private readonly string _folder = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NumPy_ReadsWhatAkinWrites()
    {
        foreach (RowFormat format in Enum.GetValues<RowFormat>())
        {
            WriteArray($"{format}.npy", format, 1_200);
            WriteArray($"{format}.none.npy", format, 0);
        }

        Python.Run(
            Values + """
            for name, kind in (('Float16', '<f2'), ('Float32', '<f4')):
                for rows, path in ((1200, name), (0, name + '.none')):
                    a = np.load(f'{folder}/{path}.npy', allow_pickle=False)
                    assert a.dtype == kind and a.shape == (rows, 37) and a.flags.c_contiguous, (a.dtype, a.shape)
                    assert a.tobytes() == values[:rows].astype(kind).tobytes(), path
            """,
            _folder);
    }

    [Fact]
    public void Akin_ReadsWhatNumPyWrites()
    {
        Python.Run(
            Values + """
            for kind in ('f2', 'f4', 'f8'):
                np.save(f'{folder}/{kind}.npy', values.astype('<' + kind))
            np.save(f'{folder}/fortran.npy', np.asfortranarray(values))
            np.save(f'{folder}/big.npy', values.astype('>f4'))
            for version in (1, 2, 3):
                with open(f'{folder}/version-{version}.npy', 'wb') as file:
                    np.lib.format.write_array(file, values, (version, 0))
            """,
            _folder);

        float[] halves = [.. Enumerable.Range(0, RowCount * Dimensions).Select(index => (float)(Half)Value(index))];
        AssertArray("f2.npy", halves);
        foreach (string name in new[] { "f4.npy", "f8.npy", "version-1.npy", "version-2.npy", "version-3.npy" })
        {
            AssertArray(name, All());
        }

        Assert.Throws<IndexFormatException>(() => NpyReader.Open(PathOf("fortran.npy")));
        Assert.Throws<IndexFormatException>(() => NpyReader.Open(PathOf("big.npy")));
        using VectorMemory imported = VectorImport.Load(PathOf("f8.npy"), RowFormat.Float32, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((RowCount, Dimensions), (imported.RowCount, imported.Dimensions));
    }

    [Fact]
    public void Faiss_ReadsAndSearchesWhatAkinWrites()
    {
        foreach (FaissMetric metric in Enum.GetValues<FaissMetric>())
        {
            WriteIndex($"{metric}.faiss", metric, RowCount);
            WriteIndex($"{metric}.none.faiss", metric, 0);
        }

        Python.Run(
            Values + """
            import faiss
            for name, made in (('InnerProduct', faiss.IndexFlatIP), ('L2', faiss.IndexFlatL2)):
                index = faiss.read_index(f'{folder}/{name}.faiss')
                assert index.metric_type == made(37).metric_type and index.d == 37 and index.ntotal == 1200 and index.is_trained, index
                assert index.reconstruct_n(0, 1200).tobytes() == values.tobytes()
                own = made(37)
                own.add(values)
                for ours, theirs in zip(index.search(values[:20], 10), own.search(values[:20], 10)):
                    assert ours.tobytes() == theirs.tobytes()
                faiss.write_index(own, f'{folder}/{name}.own.faiss')
                assert open(f'{folder}/{name}.own.faiss', 'rb').read() == open(f'{folder}/{name}.faiss', 'rb').read()
                none = faiss.read_index(f'{folder}/{name}.none.faiss')
                assert none.d == 37 and none.ntotal == 0
            """,
            _folder);
    }

    [Fact]
    public void Akin_ReadsAndSearchesWhatFaissWrites()
    {
        Python.Run(
            Values + """
            import faiss
            index = faiss.IndexFlatL2(37)
            index.add(values)
            faiss.write_index(index, f'{folder}/l2.faiss')
            unit = values.copy()
            faiss.normalize_L2(unit)
            index = faiss.IndexFlatIP(37)
            index.add(unit)
            faiss.write_index(index, f'{folder}/ip.faiss')
            similarities, ids = index.search(unit[:50], 10)
            np.save(f'{folder}/similarities.npy', similarities)
            np.save(f'{folder}/ids.npy', ids.astype('<f8'))
            for name, other in (('l1', faiss.IndexFlat(37, faiss.METRIC_L1)), ('map', faiss.IndexIDMap(faiss.IndexFlatIP(37))), ('hnsw', faiss.IndexHNSWFlat(37, 8))):
                faiss.write_index(other, f'{folder}/{name}.faiss')
            """,
            _folder);

        using (FaissReader reader = FaissReader.Open(PathOf("l2.faiss")))
        {
            Assert.Equal(FaissMetric.L2, reader.Metric);
            Assert.Equal(All(), reader.ReadToEnd());
        }

        using VectorMemory rows = VectorImport.Load(PathOf("ip.faiss"), RowFormat.Float32, cancellationToken: TestContext.Current.CancellationToken);
        AssertNeighbors(new ExactIndex(rows));
        foreach (string name in new[] { "l1", "map", "hnsw" })
        {
            Assert.Contains("index of FAISS of the type I", Assert.Throws<IndexFormatException>(() => FaissReader.Open(PathOf($"{name}.faiss"))).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Begins a script: the same numbers as <see cref="Value"/>, all of them of few bits.</summary>
    private const string Values = """
        import sys
        import numpy as np
        folder = sys.argv[1]
        values = ((np.arange(1200 * 37, dtype=np.int64) * 2654435761 % 4093 - 2046) / 1024).astype('<f4').reshape(1200, 37)

        """;

    private static float Value(int index) => ((index * 2654435761L % 4093) - 2046) / 1024f;

    private static float[] All() => [.. Enumerable.Range(0, RowCount * Dimensions).Select(Value)];

    private void AssertNeighbors(ExactIndex index)
    {
        using NpyReader similarities = NpyReader.Open(PathOf("similarities.npy"));
        using NpyReader ids = NpyReader.Open(PathOf("ids.npy"));
        float[] expectedSimilarities = similarities.ReadToEnd();
        float[] expectedIds = ids.ReadToEnd();
        for (int query = 0; query < 50; query++)
        {
            IReadOnlyList<Neighbor> found = index.Search(All().AsSpan(query * Dimensions, Dimensions), 10);
            Assert.All(found.Index(), one => Assert.InRange(one.Item.Similarity - expectedSimilarities[(10 * query) + one.Index], -1e-5, 1e-5));

            // Both may order by the last bit what is as close as that.
            Assert.True(found.Select(neighbor => (float)neighbor.Row).Intersect(expectedIds.AsSpan(10 * query, 10).ToArray()).Count() >= 9);
        }
    }

    private void AssertArray(string name, float[] expected)
    {
        using NpyReader reader = NpyReader.Open(PathOf(name));
        Assert.Equal([RowCount, Dimensions], reader.Shape);
        Assert.Equal(expected, reader.ReadToEnd());
    }

    private void WriteArray(string name, RowFormat format, int rowCount)
    {
        float[] all = All();
        using NpyWriter writer = new(PathOf(name), format, Dimensions);
        for (int row = 0; row < rowCount; row++)
        {
            writer.Append(all.AsSpan(row * Dimensions, Dimensions));
        }

        writer.Complete();
    }

    private void WriteIndex(string name, FaissMetric metric, int rowCount)
    {
        float[] all = All();
        using FaissWriter writer = new(PathOf(name), metric, Dimensions);
        for (int row = 0; row < rowCount; row++)
        {
            writer.Append(all.AsSpan(row * Dimensions, Dimensions));
        }

        writer.Complete();
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}

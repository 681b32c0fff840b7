using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Search;

/// <summary>One writer adds, while others search, search in batches, tune, save and open.</summary>
public sealed class CodeIndexStressTests : IDisposable
{
    private const int Dimensions = 32;
    private const int RowCount = 12_000;
    private const int FirstCount = 200;
    private const int Step = 61;

    private readonly string _folder = Directory.CreateTempSubdirectory("akin-test-").FullName;
    private readonly VectorMemory _source = Clusters.Rows(RowCount, Dimensions, seed: 6);
    private readonly float[] _queries = Clusters.Queries(12, Dimensions, seed: 6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _source.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EverythingAtOnce_GivesWhatOneAfterAnotherGives()
    {
        using VectorMemory rows = new(Dimensions);
        using CodeIndex index = Grow(rows, FirstCount);
        using CancellationTokenSource done = new();
        Task writing = Task.Run(() =>
        {
            try
            {
                Extend(index, rows);
            }
            finally
            {
                done.Cancel();
            }
        }, Token);
        Task[] others =
        [
            Repeat(done, () => AssertTrue(0, index.RowCount, index.Search(_queries.AsSpan(0, Dimensions), 10))),
            Repeat(done, () =>
            {
                long before = index.RowCount;
                IReadOnlyList<Neighbor>[] answers = index.SearchBatch(_queries, 10, cancellationToken: Token);
                for (int query = 0; query < answers.Length; query++)
                {
                    AssertTrue(query, before, answers[query]);
                }
            }),
            Repeat(done, () => Assert.InRange(index.Tune(0.9, 100, cancellationToken: Token).LowerBound, 0.9, 1)),
            Repeat(done, () =>
            {
                string path = Path.Combine(_folder, "a");
                index.Save(path);
                using CodeIndex opened = CodeIndex.Open(path, rows);
                Assert.InRange(opened.RowCount, FirstCount, index.RowCount);
                IReadOnlyList<Neighbor> neighbors = opened.Search(_queries.AsSpan(0, Dimensions), 10);
                AssertTrue(0, opened.RowCount, neighbors);
                Assert.All(neighbors, neighbor => Assert.True(neighbor.Row < opened.RowCount));
            }),
        ];

        await Task.WhenAll([writing, .. others]);

        Assert.Equal(RowCount, index.RowCount);
        Assert.InRange(index.Recall?.RowCount ?? FirstCount, FirstCount, RowCount);

        // The same steps, alone.
        using VectorMemory sameRows = new(Dimensions);
        using CodeIndex same = Grow(sameRows, FirstCount);
        Extend(same, sameRows);
        Assert.Equal(Saved(same), Saved(index));
    }

    private CodeIndex Grow(VectorMemory rows, int rowCount)
    {
        CodeIndexTests.Copy(_source, rows, rowCount);
        return CodeIndex.Build(rows, cancellationToken: Token);
    }

    private void Extend(CodeIndex index, VectorMemory rows)
    {
        for (int rowCount = FirstCount; rowCount < RowCount + Step; rowCount += Step)
        {
            CodeIndexTests.Copy(_source, rows, Math.Min(RowCount, rowCount));
            index.Extend(rows, cancellationToken: Token);
        }
    }

    /// <summary>The bytes of the index, with settings that do not depend on who tuned last.</summary>
    private byte[] Saved(CodeIndex index)
    {
        index.ReRank = 50;
        index.Save(Path.Combine(_folder, "b"));
        return File.ReadAllBytes(Path.Combine(_folder, "b"));
    }

    private static Task Repeat(CancellationTokenSource done, Action action) => Task.Run(() =>
    {
        do
        {
            action();
        }
        while (!done.IsCancellationRequested);
    }, Token);

    /// <summary>Answers to one of the queries: as many as there were rows, each once, by falling similarity, which is the true one.</summary>
    private void AssertTrue(int query, long rowCountBefore, IReadOnlyList<Neighbor> neighbors)
    {
        Assert.Equal(Math.Min(10, rowCountBefore), neighbors.Count);
        Assert.Equal(neighbors.OrderByDescending(neighbor => neighbor.Similarity).ThenBy(neighbor => neighbor.Row), neighbors);
        Assert.Equal(neighbors.Count, neighbors.Select(neighbor => neighbor.Row).Distinct().Count());
        float[] asked = _queries[(query * Dimensions)..((query + 1) * Dimensions)];
        float[] row = new float[Dimensions];
        foreach (Neighbor neighbor in neighbors)
        {
            _source.Read(neighbor.Row, row);
            double cosine = Product(asked, row) / Math.Sqrt(Product(asked, asked) * Product(row, row));
            Assert.Equal(cosine, neighbor.Similarity, 1e-3);
        }
    }

    private static double Product(float[] left, float[] right) => left.Zip(right, (one, other) => (double)one * other).Sum();
}

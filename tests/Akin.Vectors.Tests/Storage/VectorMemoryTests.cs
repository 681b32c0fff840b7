using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Storage;

public sealed class VectorMemoryTests
{
    [Theory]
    [InlineData(RowFormat.Float16, 1e-3)]
    [InlineData(RowFormat.Float32, 1e-7)]
    public void Append_KeepsTheDirection(RowFormat format, double tolerance) =>
        Gen.Float[-100, 100].Array[1, 70].Where(vector => vector.Any(number => Math.Abs(number) > 1)).Sample(vector =>
        {
            using VectorMemory rows = new(vector.Length, format);
            float[] stored = new float[vector.Length];
            double length = Math.Sqrt(vector.Sum(number => (double)number * number));

            rows.Append(vector);
            rows.Read(0, stored);

            return stored.Index().All(one => Math.Abs(one.Item - (vector[one.Index] / length)) <= tolerance);
        });

    [Fact]
    public void Append_TakesVeryShortAndVeryLongVectors()
    {
        using VectorMemory rows = new(2, RowFormat.Float32);
        float[] stored = new float[2];

        rows.Append([1e-40f, 0]);
        rows.Append([3e38f, 3e38f]);
        rows.Append([0, 0]);

        rows.Read(0, stored);
        Assert.Equal([1, 0], stored);
        rows.Read(1, stored);
        Assert.Equal(Math.Sqrt(0.5), stored[0], 6);
        rows.Read(2, stored);
        Assert.Equal([0, 0], stored);
    }

    [Fact]
    public void Append_RefusesWhatIsNoRow()
    {
        using VectorMemory rows = new(2);

        Assert.Contains("3 dimensions", Assert.Throws<ArgumentException>(() => rows.Append([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => rows.Append([float.NaN, 0]));
        Assert.Throws<ArgumentException>(() => rows.Append([0, float.NegativeInfinity]));
        Assert.Equal(0, rows.RowCount);
    }

    [Fact]
    public void Append_LeavesRowsWhereTheyAre_OverManyBlocks()
    {
        using VectorMemory rows = new(65_536, RowFormat.Float32);
        float[] vector = new float[65_536];
        float[] stored = new float[65_536];
        for (int row = 0; row < 600; row++)
        {
            vector[row] = 1;
            rows.Append(vector);
            vector[row] = 0;
        }

        for (int row = 0; row < 600; row++)
        {
            rows.Read(row, stored);
            Assert.Equal(row, Array.IndexOf(stored, 1));
        }
    }

    [Fact]
    public void Remove_TakesARowOutOfSearches()
    {
        using VectorMemory rows = new(2);
        ExactIndex index = new(rows);
        for (int row = 0; row < 200; row++)
        {
            rows.Append([1, row]);
        }

        rows.Remove(0);
        rows.Remove(130);

        Assert.Equal([1L, 2L, 3L], index.Search([1, 0], 3).Select(neighbor => neighbor.Row));
        Assert.Equal(198, index.Search([1, 0], 500).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Remove(200));
    }

    [Fact]
    public async Task Search_SeesWholeRowsOnly_WhileAWriterAdds()
    {
        using VectorMemory rows = new(384);
        ExactIndex index = new(rows);
        float[] vector = new float[384];
        vector[0] = 1;
        rows.Append(vector);
        using CancellationTokenSource done = new();
        Task writing = Task.Run(() =>
        {
            for (int row = 0; row < 50_000; row++)
            {
                rows.Append(vector);
            }

            done.Cancel();
        }, TestContext.Current.CancellationToken);

        long seen = 0;
        while (!done.IsCancellationRequested)
        {
            IReadOnlyList<Neighbor> neighbors = index.Search(vector, int.MaxValue);
            Assert.All(neighbors, neighbor => Assert.Equal(1, neighbor.Similarity));
            Assert.True(neighbors.Count >= seen);
            seen = neighbors.Count;
        }

        await writing;
        Assert.Equal(50_001, index.Search(vector, int.MaxValue).Count);
    }

    [Fact]
    public void View_IsRefused_OnceTheRowsAreDisposed()
    {
        VectorMemory rows = new(2);
        rows.Dispose();
        rows.Dispose();

        Assert.Throws<ObjectDisposedException>(() => new ExactIndex(rows).Search([1, 0], 1));
        Assert.Throws<ObjectDisposedException>(() => rows.Append([1, 0]));
    }
}

using Akin.Testing;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed class NpyWriterTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "e.npy");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1234)]
    public void Complete_LeavesAnArrayThatOthersRead(int rowCount)
    {
        using (NpyWriter writer = new(_path, 3))
        {
            for (int row = 0; row < rowCount; row++)
            {
                writer.Append([row, -row, 0.5f]);
            }

            writer.Complete();
        }

        Npy array = Npy.Read(_path);
        Assert.Equal<int>([rowCount, 3], array.Shape);
        Assert.Equal(Enumerable.Range(0, rowCount).SelectMany(row => new[] { row, -row, 0.5f }), array.Values);
        Assert.Equal(128 + (rowCount * 12), new FileInfo(_path).Length);
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!));
    }

    [Fact]
    public void Complete_WritesRowsOfSeveralAxes()
    {
        using (NpyWriter writer = new(_path, 2, 3))
        {
            writer.Append([0, 1, 2, 3, 4, 5]);
            writer.Append([6, 7, 8, 9, 10, 11]);
            writer.Complete();
        }

        Npy array = Npy.Read(_path);
        Assert.Equal<int>([2, 2, 3], array.Shape);
        Assert.Equal(Enumerable.Range(0, 12).Select(number => (float)number), array.Values);
    }

    [Fact]
    public void Complete_WritesHalves()
    {
        using (NpyWriter writer = new(_path, RowFormat.Float16, 3))
        {
            writer.Append([0.1f, -65_504, 1e-8f]);
            writer.Append([65_520, float.NaN, 2]);
            writer.Complete();
        }

        Npy array = Npy.Read(_path);
        Assert.Equal<int>([2, 3], array.Shape);
        Assert.Equal([(float)(Half)0.1f, -65_504, 0, float.PositiveInfinity, float.NaN, 2], array.Values);
        Assert.Equal(128 + 12, new FileInfo(_path).Length);
    }

    [Fact]
    public void Dispose_LeavesNothing_WhenTheArrayIsNotComplete()
    {
        using (NpyWriter writer = new(_path, 3))
        {
            writer.Append([1, 2, 3]);
            Assert.Throws<ArgumentException>(() => writer.Append([1, 2]));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!));
    }
}

using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Storage;

public sealed class VectorFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "vectors.f16");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Rows_ComeBackRoundedToHalf() => Gen.Select(Gen.Int[1, 130], Gen.Int[0, 9], Gen.Int).Sample(
        (dimensions, rowCount, seed) =>
        {
            List<float[]> rows = [.. Enumerable.Range(0, rowCount).Select(row => Row(dimensions, seed + row))];
            Append(0, dimensions, rows);
            using VectorFile file = VectorFile.Open(_path, dimensions, rowCount);
            float[] read = new float[dimensions];
            for (int row = 0; row < rowCount; row++)
            {
                file.Read(row, read);
                Assert.Equal(Array.ConvertAll(rows[row], number => (float)(Half)number), read);
            }
        },
        iter: 60,
        threads: 1); // All samples write the same file.

    [Fact]
    public void Writer_CutsOffWhatWasNotCommitted()
    {
        Append(0, 3, [Row(3, 1), Row(3, 2), Row(3, 3)]);
        Append(2, 3, [Row(3, 4)]);

        using VectorFile file = VectorFile.Open(_path, 3, 3);
        Assert.Equal((Half)Row(3, 2)[0], file.View().Half(1)[0]);
        Assert.Equal((Half)Row(3, 4)[0], file.View().Half(2)[0]);
        Assert.Equal(4096 + 4096 + (3 * 64), new FileInfo(_path).Length);
    }

    [Fact]
    public void Writer_KeepsWhatIsCommitted_HoweverItIsStopped()
    {
        // Each step commits some rows of those appended, as a catalogue would, and drops the rest.
        Gen.Select(Gen.Int[0, 1500], Gen.Int[0, 100], Gen.Bool).Array[1, 5].Sample(
            steps =>
            {
                List<float[]> committed = [];
                foreach ((int kept, int dropped, bool isFlushedBetween) in steps)
                {
                    using VectorFileWriter writer = VectorFileWriter.Open(_path, 3, committed.Count);
                    for (int row = 0; row < kept; row++)
                    {
                        committed.Add(Row(3, committed.Count));
                        writer.Append(committed[^1]);
                        if (isFlushedBetween && row % 700 == 1)
                        {
                            writer.Flush();
                        }
                    }

                    writer.Flush();
                    for (int row = 0; row < dropped; row++)
                    {
                        writer.Append([0, 1, 0]);
                    }
                }

                using VectorFile file = VectorFile.Open(_path, 3, committed.Count);
                file.VerifyAll(cancellationToken: TestContext.Current.CancellationToken);
                for (int row = 0; row < committed.Count; row++)
                {
                    Assert.Equal((Half)committed[row][1], file.View().Half(row)[1]);
                }
            },
            iter: 20,
            threads: 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(4096)]
    [InlineData(4100)]
    public void Writer_BeginsAnew_WhereAnEarlierOneStoppedBeforeItsFirstCommit(int length)
    {
        File.WriteAllBytes(_path, new byte[length]);
        Append(0, 3, [Row(3, 1)]);

        using VectorFile file = VectorFile.Open(_path, 3, 1);
        Assert.Equal((Half)Row(3, 1)[0], file.View().Half(0)[0]);
    }

    [Fact]
    public void Open_RefusesAFileThatIsNotWhatItShouldBe()
    {
        Append(0, 3, [Row(3, 1), Row(3, 2)]);
        byte[] good = File.ReadAllBytes(_path);

        AssertRefused("expected 4", 4, 2);
        AssertRefused("3 rows take", 3, 3);
        Change(good, 0, "no file of Akin's vectors");
        Change(good, 8, "format version");
        Change(good, 12, "checksum of its first page");
        Change(good, 16, "checksum of its first page");
        File.WriteAllBytes(_path, good[..10]);
        AssertRefused("it is truncated", 3, 2);
        Assert.Throws<IndexFormatException>(() => VectorFileWriter.Open(_path, 3, 2));
    }

    [Fact]
    public void Append_RefusesWhatIsNoUnitVector()
    {
        using VectorFileWriter writer = VectorFileWriter.Open(_path, 3, 0);

        Assert.Throws<ArgumentException>(() => writer.Append([1, 0]));
        Assert.Throws<ArgumentException>(() => writer.Append([1, 1, 0]));
        Assert.Throws<ArgumentException>(() => writer.Append([float.NaN, 0, 0]));
        writer.Append([0, 0, 0]);
        Assert.Equal(1, writer.RowCount);
    }

    [Fact]
    public void Row_RefusesARowThatIsNotThere()
    {
        Append(0, 3, [Row(3, 1)]);
        VectorFile file = VectorFile.Open(_path, 3, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(1, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(-1, new float[3]));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read(0, new float[3]));
    }

    private static float[] Row(int dimensions, int seed)
    {
        Random random = new(seed);
        float[] row = [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
        double length = Math.Sqrt(row.Sum(number => (double)number * number));
        return Array.ConvertAll(row, number => (float)(number / length));
    }

    private void Append(long committedRowCount, int dimensions, List<float[]> rows)
    {
        using VectorFileWriter writer = VectorFileWriter.Open(_path, dimensions, committedRowCount);
        foreach (float[] row in rows)
        {
            writer.Append(row);
        }

        writer.Flush();
    }

    private void Change(byte[] good, int offset, string words)
    {
        byte[] changed = [.. good];
        changed[offset] ^= 0x40;
        File.WriteAllBytes(_path, changed);
        AssertRefused(words, 3, 2);
    }

    private void AssertRefused(string words, int dimensions, long rowCount)
    {
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => VectorFile.Open(_path, dimensions, rowCount));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(_path, exception.Path);
    }
}

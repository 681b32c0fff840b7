using System.Globalization;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed class ScatteredRowsTests : IDisposable
{
    private const int Dimensions = 500;
    private const int Stride = 1024;
    private const int RowCount = 5_000;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "vectors.f16");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void CopiedRows_GiveTheAnswersOfMappedOnes()
    {
        Write();
        using VectorFile copying = VectorFile.Open(_path, Dimensions, RowCount, mappedLengthLimitInBytes: 0);
        using VectorFile mapping = VectorFile.Open(_path, Dimensions, RowCount);
        using CodeIndex copied = Build(copying);
        using CodeIndex mapped = Build(mapping);
        foreach (int count in new[] { 1, 10, 100 })
        {
            for (int query = 0; query < 20; query++)
            {
                Assert.Equal(mapped.Search(Row(query), count), copied.Search(Row(query), count));
            }
        }
    }

    [Fact]
    public void Searches_LeaveTheFileOutOfTheProcess_UnlessItIsSmall()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Where memory goes is read from Linux's /proc.");
        Write();
        string codes = Path.ChangeExtension(_path, "codes");
        using (VectorFile rows = VectorFile.Open(_path, Dimensions, RowCount))
        using (CodeIndex index = Build(rows))
        {
            index.Save(codes);
        }

        Assert.Equal(0, ResidentBytesAfterSearches(codes, mappedLengthLimitInBytes: 0));
        Assert.InRange(ResidentBytesAfterSearches(codes, mappedLengthLimitInBytes: RowCount * 2L * Stride), RowCount * Stride / 2, RowCount * 2L * Stride);
    }

    [Fact]
    public void CopiedRows_AreRefused_WhenDamagedOrCutOff()
    {
        Write();
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        using VectorFile rows = VectorFile.Open(_path, Dimensions, RowCount, mappedLengthLimitInBytes: 0);
        byte[] scratch = new byte[Stride];
        rows.View().Scattered(0, scratch);
        long offset = (2 * 4096) + (7 * Stride);
        file.Position = offset;
        file.WriteByte(0xFF);

        IndexFormatException damaged = Assert.Throws<IndexFormatException>(() => _ = rows.View().Scattered(7, scratch).Length);
        Assert.Equal(offset, damaged.Offset);
        Assert.Contains($"the checksum of row 7, at byte {offset}, is wrong", damaged.Message, StringComparison.Ordinal);

        file.SetLength(offset + Stride + 100);
        IndexFormatException cut = Assert.Throws<IndexFormatException>(() => _ = rows.View().Scattered(8, scratch).Length);
        Assert.Equal(offset + Stride + 100, cut.Offset);
        Assert.Contains("is truncated", cut.Message, StringComparison.Ordinal);
        Assert.Equal(Stride, rows.View().Scattered(6, scratch).Length);
    }

    private long ResidentBytesAfterSearches(string codes, long mappedLengthLimitInBytes)
    {
        using VectorFile rows = VectorFile.Open(_path, Dimensions, RowCount, mappedLengthLimitInBytes);
        using CodeIndex index = CodeIndex.Open(codes, rows);
        for (int query = 0; query < 200; query++)
        {
            Assert.Equal(100, index.Search(Row(query), 100).Count);
        }

        string[] lines = File.ReadAllLines("/proc/self/smaps");
        return lines.Index()
            .Where(line => line.Item.EndsWith(_path, StringComparison.Ordinal))
            .Select(line => lines.Skip(line.Index).First(other => other.StartsWith("Rss:", StringComparison.Ordinal)))
            .Sum(resident => 1024 * long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }

    private static CodeIndex Build(VectorFile rows) => CodeIndex.Build(rows, new CodeOptions { Seed = 3 }, cancellationToken: TestContext.Current.CancellationToken);

    private void Write()
    {
        using VectorFileWriter writer = VectorFileWriter.Open(_path, Dimensions, 0);
        for (int row = 0; row < RowCount; row++)
        {
            writer.Append(Row(row));
        }

        writer.Flush();
    }

    private static float[] Row(int seed)
    {
        Random random = new(seed);
        float[] row = new float[Dimensions];
        for (int index = 0; index < row.Length; index++)
        {
            row[index] = random.NextSingle() - 0.5f;
        }

        float length = float.Sqrt(row.Sum(component => component * component));
        return Array.ConvertAll(row, component => component / length);
    }
}

using Akin.Testing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

/// <summary>
/// One small file of each format version, written by another program from the format's description: every later Akin opens them. Rows have 5 dimensions: row r holds
/// 0.6 at r mod 5 and 0.8 behind it, negative where r is a multiple of 3; row 7 is zero.
/// </summary>
public sealed class VectorFileVersionTests : IDisposable
{
    private const int Dimensions = 5;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "vectors.f16");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData("version-1", 12, false)]
    [InlineData("version-2", 1030, true)]
    public void Open_ReadsEveryVersion(string name, int rowCount, bool hasChecksums)
    {
        using VectorFile file = VectorFile.Open(SharedFiles.Fixture($"vector-files/{name}.f16"), Dimensions, rowCount);

        AssertRows(file, rowCount);
        file.VerifyAll(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(hasChecksums, file.HasChecksums);
        Assert.Equal(rowCount - 1, new ExactIndex(file).Search(Row(rowCount - 1), rowCount).Select(neighbor => neighbor.Row).First(row => row % 15 == (rowCount - 1) % 15 && row >= rowCount - 15));
    }

    [Theory]
    [InlineData("version-1", 12)]
    [InlineData("version-1", 9)]
    [InlineData("version-2", 1030)]
    [InlineData("version-2", 1024)]
    [InlineData("version-2", 1000)]
    public void Writer_AppendsToEveryVersion(string name, int committedRowCount)
    {
        File.Copy(SharedFiles.Fixture($"vector-files/{name}.f16"), _path);
        File.WriteAllText(_path + ".unfinished", "left by a writer that was killed");
        using VectorFile before = VectorFile.Open(_path, Dimensions, 9);
        const int rowCount = 2100;
        using (VectorFileWriter writer = VectorFileWriter.Open(_path, Dimensions, committedRowCount))
        {
            for (int row = committedRowCount; row < rowCount; row++)
            {
                writer.Append(Row(row));
            }

            writer.Flush();
        }

        using VectorFile file = VectorFile.Open(_path, Dimensions, rowCount);
        file.VerifyAll(cancellationToken: TestContext.Current.CancellationToken);
        AssertRows(file, rowCount);
        AssertRows(before, 9);
        Assert.True(file.HasChecksums);
    }

    [Fact]
    public void Writer_WritesTheNewestVersion_ByteForByte()
    {
        using (VectorFileWriter writer = VectorFileWriter.Open(_path, Dimensions, 0))
        {
            for (int row = 0; row < 1030; row++)
            {
                writer.Append(Row(row));
                if (row % 100 == 3)
                {
                    writer.Flush();
                }
            }
        }

        Assert.Equal(File.ReadAllBytes(SharedFiles.Fixture("vector-files/version-2.f16")), File.ReadAllBytes(_path));
    }

    [Fact]
    public void Writer_LeavesAFileOfAnOlderVersion_WhereItCannotBeBroughtUp()
    {
        byte[] old = File.ReadAllBytes(SharedFiles.Fixture("vector-files/version-1.f16"));
        File.WriteAllBytes(_path, old);
        Directory.CreateDirectory(_path + ".unfinished");

        Assert.ThrowsAny<Exception>(() => VectorFileWriter.Open(_path, Dimensions, 12));

        Assert.Equal(old, File.ReadAllBytes(_path));
    }

    private static float[] Row(int row)
    {
        float[] components = new float[Dimensions];
        if (row != 7)
        {
            components[row % Dimensions] = 0.6f;
            components[(row + 1) % Dimensions] = row % 3 == 0 ? -0.8f : 0.8f;
        }

        return components;
    }

    private static void AssertRows(VectorFile file, int rowCount)
    {
        float[] read = new float[Dimensions];
        for (int row = 0; row < rowCount; row++)
        {
            file.Read(row, read);
            Assert.Equal(Array.ConvertAll(Row(row), component => (float)(Half)component), read);
        }
    }
}

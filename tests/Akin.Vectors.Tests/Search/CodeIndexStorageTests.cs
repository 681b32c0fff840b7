using Akin.Testing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Search;

public sealed class CodeIndexStorageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, 3, RowFormat.Float16)]
    [InlineData(1, 3, RowFormat.Float32)]
    [InlineData(64, 20, RowFormat.Float16)]
    [InlineData(130, 129, RowFormat.Float32)]
    [InlineData(5000, 320, RowFormat.Float16)]
    public void Open_GivesTheIndexThatWasSaved(int rowCount, int dimensions, RowFormat format)
    {
        using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed: 1, format);
        using CodeIndex index = Build(rows, new CodeOptions { Seed = ulong.MaxValue - 3 });
        index.ReRank = 23;
        index.Save(Named("a"));

        using CodeIndex opened = CodeIndex.Open(Named("a"), rows);

        Assert.Equal((dimensions, rowCount, ulong.MaxValue - 3, 23), (opened.Dimensions, opened.RowCount, opened.Seed, opened.ReRank));
        Assert.Null(opened.Recall);
        AssertSameAnswers(index, opened);
        opened.Save(Named("b"));
        Assert.Equal(File.ReadAllBytes(Named("a")), File.ReadAllBytes(Named("b")));
    }

    [Fact]
    public void Save_GivesTheSameBytes_HoweverTheIndexWasMade()
    {
        using VectorMemory rows = Clusters.Rows(10_100, 40, seed: 2);
        using VectorMemory growing = new(40);
        CodeIndexTests.Copy(rows, growing, 10_001);
        using CodeIndex grown = Build(growing, new CodeOptions { MaxThreads = 3 });
        CodeIndexTests.Copy(rows, growing, 10_070);
        grown.Extend(growing, cancellationToken: TestContext.Current.CancellationToken);
        grown.Save(Named("grown"));
        CodeIndexTests.Copy(rows, growing, 10_100);
        using CodeIndex opened = CodeIndex.Open(Named("grown"), growing);
        opened.Extend(growing, cancellationToken: TestContext.Current.CancellationToken);

        // Over the file that is mapped.
        opened.Save(Named("grown"));

        using VectorMemory first = new(40);
        CodeIndexTests.Copy(rows, first, 10_001);
        using CodeIndex other = Build(first, new CodeOptions { MaxThreads = 1 });
        other.Extend(rows, cancellationToken: TestContext.Current.CancellationToken);
        other.Save(Named("other"));
        Assert.Equal(File.ReadAllBytes(Named("other")), File.ReadAllBytes(Named("grown")));
        AssertSameAnswers(other, opened);
    }

    [Theory]
    [InlineData((1 << 18) - 1)]
    [InlineData(1 << 18)]
    public void Extend_AddsBehindCodesOfAFile_AtTheEndOfAChunk(int rowCount)
    {
        // 4,096 blocks of 128 components are a chunk, and chunks of a file cannot be written.
        using VectorMemory rows = new(2);
        for (int row = 0; row < rowCount; row++)
        {
            rows.Append([1, row]);
        }

        using CodeIndex index = Build(rows);
        index.Save(Named("a"));
        using CodeIndex opened = CodeIndex.Open(Named("a"), rows);
        rows.Append([-1, 0]);
        rows.Append([-1, -1]);

        opened.Extend(rows, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(rowCount + 2, opened.RowCount);
        Assert.Equal(rowCount, opened.Search([-1, 0], 1)[0].Row);
        AssertSameAnswers(index, CodeIndex.Open(Named("a"), rows));
    }

    [Fact]
    public void Open_TakesRowsThatCameLater()
    {
        using VectorMemory rows = Clusters.Rows(300, 16, seed: 3);
        using VectorMemory growing = new(16);
        CodeIndexTests.Copy(rows, growing, 200);
        using CodeIndex index = Build(growing);
        index.Save(Named("a"));

        using CodeIndex opened = CodeIndex.Open(Named("a"), rows);

        Assert.Equal(200, opened.RowCount);
        AssertSameAnswers(index, opened);
        opened.Extend(rows, cancellationToken: TestContext.Current.CancellationToken);
        index.Extend(rows, cancellationToken: TestContext.Current.CancellationToken);
        AssertSameAnswers(index, opened);
    }

    [Fact]
    public void Open_RefusesOtherRows()
    {
        using VectorMemory rows = Clusters.Rows(200, 16, seed: 4);
        using CodeIndex index = Build(rows);
        index.Save(Named("a"));
        using VectorMemory fewer = new(16);
        CodeIndexTests.Copy(rows, fewer, 199);
        using VectorMemory wider = Clusters.Rows(200, 17, seed: 4);
        using VectorMemory finer = Clusters.Rows(200, 16, seed: 4, RowFormat.Float32);
        Assert.Contains("of 200 with 16 dimensions in Float16, and there are 199 with 16 in Float16", Refused(fewer).Message, StringComparison.Ordinal);
        Assert.Contains("and there are 200 with 17 in Float16", Refused(wider).Message, StringComparison.Ordinal);
        Assert.Contains("and there are 200 with 16 in Float32", Refused(finer).Message, StringComparison.Ordinal);

        // The first row, the last one and a third that the sample of 66 holds: floor(199 x 30 / 65).
        foreach (int changed in (int[])[0, 91, 199])
        {
            using VectorMemory other = new(16);
            CodeIndexTests.Copy(rows, other, changed);
            other.Append([.. Enumerable.Repeat(1f, 16)]);
            CodeIndexTests.Copy(rows, other, 200);
            Assert.Contains("the first 200 are not those", Refused(other).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_TakesTheFileOfVersion1_ForEver()
    {
        string path = SharedFiles.Fixture("indexes/codes-version-1.index");
        using VectorMemory rows = FixtureRows();

        using CodeIndex opened = CodeIndex.Open(path, rows);

        Assert.Equal((200, 20, 77UL, 15), (opened.RowCount, opened.Dimensions, opened.Seed, opened.ReRank));
        Assert.Equal(new RecallMeasurement(0.98, 0.97, 90, 199), opened.Recall);
        using CodeIndex built = Build(rows, new CodeOptions { Seed = 77 });
        built.ReRank = 15;
        AssertSameAnswers(built, opened);
        Assert.Equal([178L, 35, 143, 34, 52], opened.Search([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0], 5).Select(neighbor => neighbor.Row));
    }

    [Fact]
    public void Save_WritesTheFileOfVersion1()
    {
        using VectorMemory rows = FixtureRows();
        using CodeIndex built = Build(rows, new CodeOptions { Seed = 77 });
        built.Restore(new CodeSettings(15, new RecallMeasurement(0.98, 0.97, 90, 199)));

        built.Save(Named("a"));

        Assert.Equal(File.ReadAllBytes(SharedFiles.Fixture("indexes/codes-version-1.index")), File.ReadAllBytes(Named("a")));
    }

    internal static void AssertSameAnswers(CodeIndex expected, CodeIndex actual)
    {
        float[] queries = Clusters.Queries(10, expected.Dimensions, seed: 1);
        for (int start = 0; start < queries.Length; start += expected.Dimensions)
        {
            ReadOnlySpan<float> query = queries.AsSpan(start, expected.Dimensions);
            Assert.Equal(expected.Search(query, 10), actual.Search(query, 10));
        }
    }

    /// <summary>Rows of small whole numbers, which every machine scales and rounds alike.</summary>
    internal static VectorMemory FixtureRows()
    {
        VectorMemory rows = new(20);
        for (int row = 0; row < 200; row++)
        {
            rows.Append([.. Enumerable.Range(0, 20).Select(component => (float)((((3 * row * row) + (7 * row * component) + (17 * component)) % 251) - 125))]);
        }

        return rows;
    }

    private static CodeIndex Build(VectorRows rows, CodeOptions? options = null) =>
        CodeIndex.Build(rows, options, cancellationToken: TestContext.Current.CancellationToken);

    private string Named(string name) => Path.Combine(_folder, name);

    private IndexFormatException Refused(VectorRows rows)
    {
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => CodeIndex.Open(Named("a"), rows));
        Assert.Equal(Named("a"), exception.Path);
        return exception;
    }
}

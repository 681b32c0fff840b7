using Akin.Testing;
using Akin.Vectors.Clustering;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Search;
using CsCheck;

namespace Akin.Vectors.Tests.Clustering;

public sealed class ClusteredIndexStorageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akin-lists-").FullName;

    private string FilePath => Path.Combine(_folder, "lists.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_GivesWhatWasSaved() => Gen.Select(Gen.Int[1, 700], Gen.Int[1, 40], Gen.Int[1, 20], Gen.Int[0, 99]).Sample((rowCount, dimensions, listCount, seed) =>
    {
        using VectorMemory rows = Clusters.Rows(rowCount, dimensions, seed);
        using ClusteredIndex index = Build(rows, listCount, (ulong)seed);
        (index.Probes, index.ReRank) = (3, 20);
        index.Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        index.Save(FilePath);
        using ClusteredIndex opened = ClusteredIndex.Open(FilePath, rows);
        float[] query = Clusters.Queries(1, dimensions, seed);

        Assert.Equal(bytes, File.ReadAllBytes(FilePath));
        Assert.Equal((3, 20, index.ListCount, index.RowCount, index.Seed), (opened.Probes, opened.ReRank, opened.ListCount, opened.RowCount, opened.Seed));
        Assert.Equal(index.ListSizes(), opened.ListSizes());
        Assert.Equal(index.Search(query, 10), opened.Search(query, 10));
        Assert.Null(opened.Recall);
    }, iter: 30, threads: 1);

    [Fact]
    public void Open_TakesInRowsThatCameAfterTheBuild()
    {
        using VectorMemory source = Clusters.Rows(3000, 24, seed: 1);
        using VectorMemory rows = new(24);
        CodeIndexTests.Copy(source, rows, 2000);
        using ClusteredIndex index = Build(rows, 16, 1);
        CodeIndexTests.Copy(source, rows, 3000);
        index.Extend(rows, TestContext.Current.CancellationToken);
        index.Save(FilePath);

        using ClusteredIndex opened = ClusteredIndex.Open(FilePath, rows);
        Assert.Equal(2000, opened.RowCount);
        opened.Extend(rows, TestContext.Current.CancellationToken);

        Assert.Equal(1000, opened.TailCount);
        float[] query = Clusters.Queries(1, 24, seed: 1);
        Assert.Equal(index.Search(query, 50), opened.Search(query, 50));
    }

    [Fact]
    public void Open_RefusesOtherRows()
    {
        using VectorMemory rows = Clusters.Rows(300, 16, seed: 2);
        using VectorMemory others = Clusters.Rows(300, 16, seed: 3);
        using VectorMemory fewer = Clusters.Rows(299, 16, seed: 2);
        using VectorMemory wider = Clusters.Rows(300, 17, seed: 2);
        using VectorMemory singles = Clusters.Rows(300, 16, seed: 2, RowFormat.Float32);
        using ClusteredIndex index = Build(rows, 4, 0);
        index.Save(FilePath);

        foreach (VectorMemory wrong in (VectorMemory[])[others, fewer, wider, singles])
        {
            Assert.Contains("other rows", Assert.Throws<IndexFormatException>(() => ClusteredIndex.Open(FilePath, wrong)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_RefusesListsThatDoNotHoldTheRows()
    {
        using VectorMemory rows = Clusters.Rows(300, 16, seed: 4);
        using ClusteredIndex index = Build(rows, 4, 0);
        index.Save(FilePath);

        foreach (uint row in (uint[])[300, uint.MaxValue])
        {
            IndexFormatException exception = Assert.Throws<IndexFormatException>(() => ClusteredIndex.Open(Rewritten(sectionId: 4, section => BitConverter.TryWriteBytes(section, row)), rows));
            Assert.NotNull(exception.Offset);
        }

        Assert.Throws<IndexFormatException>(() => ClusteredIndex.Open(Rewritten(sectionId: 3, section => section[0] = 1), rows));
        Assert.Throws<IndexFormatException>(() => ClusteredIndex.Open(Rewritten(sectionId: 3, section => section[7] = 0x80), rows));
        Assert.Throws<IndexFormatException>(() => ClusteredIndex.Open(Rewritten(sectionId: 1, section => section[24] = 5), rows));
        Assert.Throws<IndexFormatException>(() => ClusteredIndex.Open(Rewritten(sectionId: 1, section => section[36] = 0), rows));
    }

    [Fact]
    public void Search_SurvivesBlocksThatWereMadeToHarm()
    {
        using VectorMemory rows = Clusters.Rows(300, 16, seed: 5);
        using ClusteredIndex index = Build(rows, 4, 0);
        index.Save(FilePath);
        Random random = new(6);

        using ClusteredIndex opened = ClusteredIndex.Open(Rewritten(sectionId: 5, section => random.NextBytes(section)), rows);
        for (int query = 0; query < 50; query++)
        {
            Assert.All(opened.Search(Clusters.Queries(1, 16, query), 300), neighbor => Assert.InRange(neighbor.Row, 0, 299));
        }
    }

    [Fact]
    public void Open_OrASearch_TellsOfEveryFlippedByte()
    {
        using VectorMemory rows = Clusters.Rows(200, 16, seed: 7);
        using (ClusteredIndex index = Build(rows, 3, 0))
        {
            index.Save(FilePath);
        }

        byte[] bytes = File.ReadAllBytes(FilePath);
        float[] query = Clusters.Queries(1, 16, seed: 7);
        Random random = new(8);
        for (int mutation = 0; mutation < 1500; mutation++)
        {
            byte[] mutated = [.. bytes];
            int place = random.Next(mutated.Length);
            mutated[place] ^= (byte)(1 << random.Next(8));
            Array.Resize(ref mutated, random.Next(20) == 0 ? place : mutated.Length);
            string path = Path.Combine(_folder, "mutated.bin");
            File.WriteAllBytes(path, mutated);

            IndexFormatException exception = Assert.Throws<IndexFormatException>(() =>
            {
                using ClusteredIndex opened = ClusteredIndex.Open(path, rows);
                opened.Probes = 3;
                opened.Search(query, 10);
            });
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_TakesTheFileOfVersion1_ForEver()
    {
        using VectorMemory rows = CodeIndexStorageTests.FixtureRows();

        using ClusteredIndex opened = ClusteredIndex.Open(SharedFiles.Fixture("indexes/lists-version-1.index"), rows);

        Assert.Equal((200, 20, 77UL, 3), (opened.RowCount, opened.Dimensions, opened.Seed, opened.ListCount));
        Assert.Equal((2, 15), (opened.Probes, opened.ReRank));
        Assert.Equal(new RecallMeasurement(0.98, 0.97, 90, 199), opened.Recall);
        Assert.Equal([46, 71, 83], opened.ListSizes());
        float[] query = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0];
        Assert.Equal([178L, 35, 143, 34, 52], opened.Search(query, 5).Select(neighbor => neighbor.Row));
        opened.VerifyAll(TestContext.Current.CancellationToken);

        // The same rows and seed give the same file, but for what was measured.
        using ClusteredIndex built = Build(rows, 3, 77);
        (built.Probes, built.ReRank) = (2, 15);
        Assert.Equal(built.ListSizes(), opened.ListSizes());
        Assert.Equal(built.Search(query, 200), opened.Search(query, 200));
    }

    private static ClusteredIndex Build(VectorRows rows, int listCount, ulong seed) =>
        ClusteredIndex.Build(rows, new ClusterOptions { ListCount = listCount, Seed = seed }, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The saved file with one section changed, and all checksums right.</summary>
    private string Rewritten(uint sectionId, Action<byte[]> change)
    {
        string path = Path.Combine(_folder, "rewritten.bin");
        using IndexFile file = IndexFile.Open(FilePath, IndexKind.Lists);
        using IndexFileWriter writer = IndexFileWriter.Create(path, IndexKind.Lists, 1);
        foreach (MappedSection section in file.Sections)
        {
            byte[] bytes = section.ReadAll().ToArray();
            if (section.Id == sectionId)
            {
                change(bytes);
            }

            writer.BeginSection(section.Id);
            writer.Append(bytes);
            writer.EndSection();
        }

        writer.Complete();
        return path;
    }
}

using Akin.Testing;
using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

public sealed class HashTablesStorageTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "tables.index");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Open_GivesWhatWasSaved() =>
        Gen.Select(Gen.Int[0, 1500], Gen.Int[0, 300], Gen.OneOf(Gen.Int[1, 12], Gen.Int[13, 64]), Gen.Int[1, 4], Gen.Int[0, 10_000]).Sample(
            (builtCount, addedCount, hashSize, tableCount, seed) =>
            {
                SeededRandom random = new((ulong)seed);
                using VectorMemory rows = Tables.Rows(random, 6, builtCount);
                using HashTables saved = Tables.Build(rows, hashSize, tableCount, (ulong)seed);
                Tables.Append(rows, random, addedCount);
                Tables.Extend(saved, rows);
                saved.Probes = 1 + (seed % 20);

                saved.Save(_path);

                using HashTables opened = HashTables.Open(_path, rows);
                Assert.Equal((saved.Dimensions, saved.RowCount, saved.HashSize, saved.Probes), (opened.Dimensions, opened.RowCount, opened.HashSize, opened.Probes));
                AssertSame(saved, opened, random);
                Assert.Equal(saved.ReadStatistics() with { LengthInBytes = 0 }, opened.ReadStatistics() with { LengthInBytes = 0 });
                Tables.Append(rows, random, 700);
                Tables.Extend(opened, rows);
                using HashTables built = Tables.Build(rows, hashSize, tableCount, (ulong)seed);
                built.Probes = saved.Probes;
                AssertSame(built, opened, random);
            },
            iter: 30,
            threads: 1); // All samples write the same file.

    [Fact]
    public void Open_GivesBackGivenHyperplanes()
    {
        SeededRandom random = new(3);
        using VectorMemory rows = Tables.Rows(random, 6, 200);
        HyperplaneHash[] hashes = [.. Enumerable.Range(0, 3).Select(table => table == 1
            ? new HyperplaneHash(6, 5, 77, 9)
            : HyperplaneHash.FromMatrix(6, 5, Tables.Vector(random, 30)))];
        using HashTables saved = HashTables.Build(rows, hashes);
        saved.Save(_path);

        using HashTables opened = HashTables.Open(_path, rows);

        Assert.Equal([null, 77UL, null], opened.Hashes.Select(hash => hash.Seed));
        Assert.Equal(9, opened.Hashes[1].Table);
        AssertSame(saved, opened, random);
    }

    [Fact]
    public void Open_GivesBackTheMeasuredRecall()
    {
        using VectorMemory rows = Tables.Rows(new SeededRandom(5), 6, 500);
        using HashTables saved = Tables.Build(rows, 5, 2);
        saved.Tune(0.8, 200, cancellationToken: TestContext.Current.CancellationToken);
        saved.Save(_path);

        using HashTables opened = HashTables.Open(_path, rows, maxThreads: 1);

        Assert.NotNull(opened.Recall);
        Assert.Equal((saved.Recall, saved.Probes), (opened.Recall, opened.Probes));
        opened.VerifyAll(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Save_OverTheOpenFile_Works()
    {
        SeededRandom random = new(4);
        using VectorMemory rows = Tables.Rows(random, 6, 200);
        using HashTables built = Tables.Build(rows, 5, 2);
        built.Save(_path);
        using HashTables opened = HashTables.Open(_path, rows);
        byte[] first = File.ReadAllBytes(_path);

        opened.Save(_path);

        Assert.Equal(first, File.ReadAllBytes(_path));
        AssertSame(built, opened, random);
    }

    /// <summary>Version 1 must open for ever, and gives the same bytes for the same rows on every machine.</summary>
    [Fact]
    public void Version1_OpensForEver()
    {
        string golden = SharedFiles.Fixture("indexes/hash-tables-1.index");
        using VectorMemory rows = Golden(out HashTables built);
        using HashTables opened = HashTables.Open(golden, rows);

        AssertSame(built, opened, new SeededRandom(6));
        Assert.Equal(7, opened.Probes);
        built.Save(_path);
        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(_path));
        built.Dispose();
    }

    [Fact]
    public void Open_RefusesTablesOfOtherRows()
    {
        SeededRandom random = new(7);
        using VectorMemory rows = Tables.Rows(random, 6, 50);
        using HashTables built = Tables.Build(rows, 5, 2);
        built.Save(_path);
        using VectorMemory fewer = Tables.Rows(random, 6, 49);
        using VectorMemory wider = Tables.Rows(random, 7, 50);

        using VectorMemory full = Tables.Rows(new SeededRandom(7), 6, 50, RowFormat.Float32);
        using VectorMemory others = Tables.Rows(new SeededRandom(8), 6, 50);

        AssertRefused("of 50 with 6 dimensions in Float16, and there are 49 with 6 in Float16", fewer);
        AssertRefused("of 50 with 6 dimensions in Float16, and there are 50 with 7 in Float16", wider);
        AssertRefused("and there are 50 with 6 in Float32", full);
        AssertRefused("the first 50 are not those", others);
        Assert.Throws<FileNotFoundException>(() => HashTables.Open(_path + "x", rows));
    }

    /// <summary>Two tables, one of given hyperplanes, 90 rows of which 10 are in the tail when they are saved.</summary>
    private static VectorMemory Golden(out HashTables built)
    {
        SeededRandom random = new(20261124);
        VectorMemory rows = Tables.Rows(random, 4, 80, RowFormat.Float32);
        built = HashTables.Build(rows, [new HyperplaneHash(4, 7, 5), HyperplaneHash.FromMatrix(4, 7, Tables.Vector(random, 28))]);
        built.Probes = 7;
        Tables.Append(rows, random, 10);
        Tables.Extend(built, rows);
        return rows;
    }

    private void AssertRefused(string words, VectorMemory rows)
    {
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => HashTables.Open(_path, rows));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(_path, exception.Path);
    }

    private static void AssertSame(HashTables expected, HashTables actual, SeededRandom random)
    {
        for (int trial = 0; trial < 5; trial++)
        {
            float[] query = Tables.Vector(random, expected.Dimensions);
            Assert.Equal(expected.Search(query, 30), actual.Search(query, 30));
        }
    }
}

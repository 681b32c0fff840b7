using System.Buffers.Binary;
using Akin.Vectors.Hashing;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Storage;

namespace Akin.Vectors.Tests.Hashing;

/// <summary>Files that lie about hash tables with true checksums; what checksums find is the container's business.</summary>
public sealed class HashTablesHostileTests : IDisposable
{
    private const int RowCount = 100;
    private const int TableCount = 2;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "tables.index");
    private readonly VectorMemory _rows = Tables.Rows(new SeededRandom(1), 4, RowCount);

    public void Dispose()
    {
        _rows.Dispose();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Theory]
    [InlineData(0, 0, "over 100 rows of 0 dimensions")]
    [InlineData(0, 65_537, "of 65537 dimensions")]
    [InlineData(0, 5, "of 100 with 5 dimensions in Float16, and there are 100 with 4")]
    [InlineData(4, 0, "of 0 bits")]
    [InlineData(4, 65, "of 65 bits")]
    [InlineData(8, 0, "0 tables")]
    [InlineData(8, 1025, "1025 tables")]
    [InlineData(8, 1, "32 bytes in section 2, expected 16")]
    [InlineData(16, -1, "4294967295 rows")]
    [InlineData(16, 20, "264 bytes in section 4, expected 136")]
    [InlineData(16, 101, "800 bytes in section 5, expected 808")]
    [InlineData(12, 0, "0 probes")]
    [InlineData(24, 1, "in Float32, and there are 100 with 4 in Float16")]
    [InlineData(24, 2, "dimensions in 2")]
    [InlineData(28, 1, "the first 100 are not those")]
    [InlineData(32, 2, "a recall that cannot be")]
    [InlineData(36, -1, "a recall that cannot be")]
    [InlineData(44, 0x40000000, "a recall that cannot be")]
    [InlineData(52, -1, "a recall that cannot be")]
    [InlineData(60, -1, "a recall that cannot be")]
    public void Open_RefusesParametersThatCannotBe(int offset, int value, string words)
    {
        Lie(5, HashTableSection.Parameters, offset, value);

        AssertRefused(words);
    }

    [Theory]
    [InlineData(0, 2, "unknown origin of hyperplanes in table 0")]
    [InlineData(0, -1, "unknown origin of hyperplanes in table 0")]
    [InlineData(16, 1, "0 bytes in section 3, expected 80")]
    [InlineData(20, -1, "unknown origin of hyperplanes in table 1")]
    public void Open_RefusesOriginsThatCannotBe(int offset, int value, string words)
    {
        Lie(5, HashTableSection.Origins, offset, value);

        AssertRefused(words);
    }

    [Fact]
    public void Open_RefusesHyperplanesThatAreNotFinite()
    {
        using (HashTables tables = HashTables.Build(_rows, [HyperplaneHash.FromMatrix(4, 1, [1, 2, 3, 4])]))
        {
            tables.Save(_path);
        }

        Change(HashTableSection.Planes, 8, BitConverter.SingleToInt32Bits(float.NaN));

        AssertRefused("a hyperplane in table 0 that is not finite");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    public void Search_RefusesCellsThatReachOutOfTheTable(int hashSize)
    {
        Lie(hashSize, HashTableSection.Offsets, 0, -1);
        AssertSearchRefused("in table 0 of cell 0 from -1 to");
        Lie(hashSize, HashTableSection.Offsets, 4, 101);
        AssertSearchRefused("in table 0 of cell 0 from 0 to 101 of 100 rows");
        Lie(hashSize, HashTableSection.Offsets, 0, 99);
        AssertSearchRefused("in table 0 of cell 0 from 99 to");
    }

    [Theory]
    [InlineData(5, -1, "row 4294967295 of 100")]
    [InlineData(30, 100, "row 100 of 100")]
    public void Search_RefusesRowsThatAreNone(int hashSize, int row, string words)
    {
        for (int place = 0; place < RowCount * TableCount * sizeof(int); place += sizeof(int))
        {
            Lie(hashSize, HashTableSection.Rows, place, row);
            AssertSearchRefused(words);
            place += 36 * sizeof(int);
        }
    }

    [Fact]
    public void TwoThousandMutations_AreRefused_OrGiveTrueSimilarities()
    {
        SeededRandom random = new(2);
        float[] query = Tables.Vector(random, 4);
        Dictionary<long, double> truth = new ExactIndex(_rows).Search(query, RowCount).ToDictionary(neighbor => neighbor.Row, neighbor => neighbor.Similarity);
        int refusedCount = 0;
        foreach (int hashSize in (int[])[5, 40])
        {
            Save(hashSize);
            byte[] good = File.ReadAllBytes(_path);
            for (int mutation = 0; mutation < 1000; mutation++)
            {
                byte[] changed = [.. good];
                uint section = 1 + (uint)random.Next(6);
                (int start, int length) = IndexBytes.PlaceOf(good, section);
                for (int change = random.Next(3); change >= 0 && length > 0; change--)
                {
                    changed[start + random.Next(length)] = (byte)random.NextUInt64();
                }

                IndexBytes.ResealAll(changed);
                File.WriteAllBytes(_path, changed);
                try
                {
                    using HashTables tables = HashTables.Open(_path, _rows);
                    tables.Probes = Math.Min(tables.Probes, 1000);
                    Assert.All(tables.Search(query, RowCount), neighbor => Assert.Equal(truth[neighbor.Row], neighbor.Similarity));
                    tables.ReadStatistics();
                }
                catch (IndexFormatException exception)
                {
                    refusedCount++;
                    Assert.InRange(exception.Offset ?? 0, 0, good.Length);
                    Assert.DoesNotContain('\n', exception.Message);
                }
            }
        }

        Assert.InRange(refusedCount, 200, 1999);
    }

    private void Save(int hashSize)
    {
        using HashTables tables = Tables.Build(_rows, hashSize, TableCount);
        tables.Probes = 64;
        tables.Save(_path);
    }

    private void Lie(int hashSize, uint section, int offset, int value)
    {
        Save(hashSize);
        Change(section, offset, value);
    }

    private void Change(uint section, int offset, int value)
    {
        byte[] file = File.ReadAllBytes(_path);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(IndexBytes.PlaceOf(file, section).Start + offset), value);
        IndexBytes.ResealAll(file);
        File.WriteAllBytes(_path, file);
    }

    private void AssertRefused(string words)
    {
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => HashTables.Open(_path, _rows));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    private void AssertSearchRefused(string words)
    {
        using HashTables tables = HashTables.Open(_path, _rows);
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() =>
        {
            tables.Probes = TableCount << 5;
            tables.Search([1, 2, 3, 4], 5);
            tables.ReadStatistics();
            tables.Save(_path + ".copy");
        });
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }
}

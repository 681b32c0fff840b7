using System.Buffers.Binary;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

/// <summary>Two sections of 100 and 5,000 bytes: pages at 4,096 and 8,192, the table at 16,384 with two entries of 24 bytes and two sums.</summary>
public sealed class IndexFileHostileTests : IDisposable
{
    private const int Table = 16_384;

    private static readonly byte[][] Sections = IndexBytes.Sections(1, 100, 5_000);

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "codes.index");
    private readonly byte[] _good;

    public IndexFileHostileTests()
    {
        IndexBytes.Write(_path, Sections);
        _good = File.ReadAllBytes(_path);
        Assert.Equal(Table + (2 * 24) + (2 * 4), _good.Length);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Open_RefusesEveryShorterFile_AndALongerOne()
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.SetLength(_good.Length + 1);
        Assert.Contains("damaged", Refused().Message, StringComparison.Ordinal);
        for (int length = _good.Length - 1; length >= 0; length--)
        {
            file.SetLength(length);
            string words = length < 8 ? "does not begin as one" : length < 4096 ? "truncated" : $"has {length} bytes, and its header asks for {_good.Length}: it is truncated";
            Assert.Contains(words, Refused().Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryFlippedBit_IsFound()
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        for (int offset = 0; offset < _good.Length; offset++)
        {
            Put(file, offset, (byte)(_good[offset] ^ (1 << (offset % 8))));
            Assert.False(IndexBytes.Reads(_path, Sections), $"A bit of byte {offset} was flipped.");
            Put(file, offset, (byte)~_good[offset]);
            Assert.False(IndexBytes.Reads(_path, Sections), $"Byte {offset} was flipped.");
            Put(file, offset, _good[offset]);
        }

        Assert.True(IndexBytes.Reads(_path, Sections));
    }

    [Theory]
    [InlineData(8, 2, "format version 2, this Akin reads version 1", 8)]
    [InlineData(12, (int)IndexKind.HashTables, "of kind HashTables, expected Codes", 12)]
    [InlineData(12, 77, "of kind 77, expected Codes", 12)]
    [InlineData(20, -1, "tells of -1 sections", 20)]
    [InlineData(20, 1025, "tells of 1025 sections", 20)]
    [InlineData(20, int.MaxValue, "tells of 2147483647 sections", 20)]
    [InlineData(20, 1, "its table has 56 bytes, which is not what 1 sections", Table)]
    [InlineData(20, 3, "its table has 56 bytes, which is not what 3 sections", Table)]
    public void Open_RefusesAHeaderThatLies(int offset, int value, string words, long place) => AssertRefused(offset, value, isLong: false, words, place);

    [Theory]
    [InlineData(24, 0, "table at byte 0", 20)]
    [InlineData(24, -1, "table at byte -1", 20)]
    [InlineData(24, long.MaxValue, "table at byte 9223372036854775807", 20)]
    [InlineData(24, Table + 56, "its table has 0 bytes", Table + 56)]
    [InlineData(24, Table - 4096, "its table has 4152 bytes", Table - 4096)]
    [InlineData(24, Table + 1, "section 0 claims", Table + 1)]
    [InlineData(32, -1, "its header asks for -1: it is damaged", 0)]
    [InlineData(32, long.MaxValue, "it is truncated", Table + 56)]
    [InlineData(Table + 8, 0, "section 1 claims 100 bytes at 0", Table)]
    [InlineData(Table + 8, 4097, "section 1 claims 100 bytes at 4097", Table)]
    [InlineData(Table + 8, 8192, "section 1 claims 100 bytes at 8192", Table)]
    [InlineData(Table + 16, -1, "section 1 claims -1 bytes", Table)]
    [InlineData(Table + 16, long.MaxValue, "section 1 claims 9223372036854775807 bytes", Table)]
    [InlineData(Table + 16, 4097, "section 2 claims 5000 bytes at 8192, and sections lie between 12288 and 16384", Table + 24)]
    [InlineData(Table + 16, 0, "section 2 claims 5000 bytes at 8192, and sections lie between 4096", Table + 24)]
    [InlineData(Table + 24 + 8, 4096, "section 2 claims 5000 bytes at 4096", Table + 24)]
    [InlineData(Table + 24 + 16, 8193, "section 2 claims 8193 bytes", Table + 24)]
    [InlineData(Table + 24 + 16, 100, "its sections end at 12288, and its table begins at 16384", 12_288)]
    [InlineData(Table + 24, 1, "the ids of its sections do not rise at entry 1", Table + 24)]
    [InlineData(Table + 24, 0, "the ids of its sections do not rise at entry 1", Table + 24)]
    [InlineData(Table, 1L << 32, "the ids of its sections do not rise at entry 0", Table)]
    public void Open_RefusesATableThatLies(int offset, long value, string words, long place) => AssertRefused(offset, value, isLong: true, words, place);

    [Fact]
    public void Open_RefusesATableWithAnotherNumberOfSums()
    {
        // An empty section and a page of zeros less: the second sum belongs to nothing.
        byte[] lie = [.. _good[..4096], .. _good[8192..]];
        Write(lie, 24, Table - 4096);
        Write(lie, 32, lie.Length);
        Write(lie, Table - 4096 + 16, 0);
        Write(lie, Table - 4096 + 24 + 8, 4096);
        IndexBytes.Reseal(lie);
        File.WriteAllBytes(_path, lie);

        Assert.Contains("its table has 2 sums, and its sections have 1 chunks", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesALongTable_BeforeAllocating()
    {
        // A sparse file of 4 GiB, half of which claims to be a table.
        const long length = 1L << 32;
        using (FileStream file = new(_path, FileMode.Open, FileAccess.Write))
        {
            byte[] page = _good[..4096];
            Write(page, 24, length / 2);
            Write(page, 32, length);
            IndexBytes.Reseal(page);
            file.Write(page);
            file.SetLength(length);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("its table has", Refused().Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_RefusesOtherFiles()
    {
        File.WriteAllBytes(_path, new byte[10_000]);
        Assert.Contains("no index of Akin's", Refused().Message, StringComparison.Ordinal);
        File.Delete(_path);
        Assert.Throws<FileNotFoundException>(() => IndexFile.Open(_path, IndexKind.Codes));
    }

    [Fact]
    [Trait("Run", "OneTier")]
    public void HundredThousandMutations_AreRefused_OrChangeNothing()
    {
        Random random = new(20);
        byte[] changed = [.. _good];
        int openedCount = 0;
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        for (int mutation = 0; mutation < 100_000; mutation++)
        {
            // Three of four lie with true sums; those may tell of other sections, but of none that reach out of the file.
            bool isSealed = mutation % 4 != 0;
            int start = mutation % 3 == 0 ? random.Next(_good.Length) : mutation % 3 == 1 ? random.Next(64) : Table + random.Next(56);
            int length = Math.Min(_good.Length - start, 1 + random.Next(9));
            Span<byte> part = changed.AsSpan(start, length);
            Mutate(part, random);
            if (isSealed)
            {
                IndexBytes.Reseal(changed);
            }

            Put(file, 0, changed.AsSpan(0, 64));
            Put(file, 4092, changed.AsSpan(4092, 4));
            Put(file, start, part);
            openedCount += isSealed ? Opens() : IndexBytes.Reads(_path, Sections) ? 1 : 0;
            _good.AsSpan(start, length).CopyTo(part);
            Put(file, start, part);
            _good.AsSpan(0, 64).CopyTo(changed);
            _good.AsSpan(4092, 4).CopyTo(changed.AsSpan(4092));
        }

        Put(file, 0, _good.AsSpan(0, 4096));
        Assert.True(IndexBytes.Reads(_path, Sections));
        Assert.InRange(openedCount, 1_000, 60_000);
    }

    /// <summary>Touches every byte that a file gives, once its sums are compared.</summary>
    private int Opens()
    {
        try
        {
            using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
            int sum = 0;
            foreach (MappedSection section in file.Sections)
            {
                foreach (byte value in section.ReadAll())
                {
                    sum += value;
                }
            }

            return sum >= 0 ? 1 : 0;
        }
        catch (IndexFormatException exception)
        {
            Assert.Equal(_path, exception.Path);
            return 0;
        }
    }

    private static void Mutate(Span<byte> part, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                part[0] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                part.Fill((byte)(random.Next(2) * 255));
                break;
            case 2 when part.Length >= 8:
                BinaryPrimitives.WriteInt64LittleEndian(part, 4096L * random.Next(-2, 6));
                break;
            default:
                random.NextBytes(part);
                break;
        }
    }

    private void AssertRefused(int offset, long value, bool isLong, string words, long place)
    {
        byte[] lie = [.. _good];
        if (isLong && (offset < Table || offset % 8 == 0) && offset != Table + 24)
        {
            Write(lie, offset, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(lie.AsSpan(offset), (int)value);
        }

        IndexBytes.Reseal(lie);
        File.WriteAllBytes(_path, lie);
        IndexFormatException exception = Refused();
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.Equal(place, exception.Offset);
    }

    private IndexFormatException Refused() => Assert.Throws<IndexFormatException>(() => IndexFile.Open(_path, IndexKind.Codes));

    private static void Write(byte[] file, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(offset), value);

    private static void Put(FileStream file, long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file.SafeFileHandle, bytes, offset);

    private static void Put(FileStream file, long offset, byte value) => Put(file, offset, [value]);
}

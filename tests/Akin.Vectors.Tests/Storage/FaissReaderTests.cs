using System.Buffers.Binary;
using Akin.Testing;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed class FaissReaderTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "rows.faiss");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData("vectors/flat-ip.faiss", "vectors/rows.npy", FaissMetric.InnerProduct)]
    [InlineData("vectors/flat-l2.faiss", "vectors/rows.npy", FaissMetric.L2)]
    [InlineData("vector-files/flat-l2.faiss", "vector-files/flat-l2.npy", FaissMetric.L2)]
    public void Read_GivesTheRowsThatFaissWrote_InPartsAsInOne(string name, string rows, FaissMetric metric)
    {
        Npy expected = Npy.Read(SharedFiles.Fixture(rows));
        using FaissReader reader = FaissReader.Open(SharedFiles.Fixture(name));
        using FaissReader again = FaissReader.Open(SharedFiles.Fixture(name));
        float[] inParts = new float[expected.Values.Length];
        int readCount = 0;
        for (int count; (count = reader.Read(inParts.AsSpan(readCount * reader.Dimensions, Math.Min(300, expected.Shape[0] - readCount) * reader.Dimensions))) > 0;)
        {
            readCount += count;
        }

        Assert.Equal(metric, reader.Metric);
        Assert.Equal(expected.Shape.AsSpan(), [(int)reader.RowCount, reader.Dimensions]);
        Assert.Equal(reader.RowCount, reader.RowPosition);
        Assert.Equal(expected.Values, inParts);
        Assert.Equal(expected.Values, again.ReadToEnd());
        Assert.Throws<ArgumentException>(() => again.Read(new float[reader.Dimensions + 1]));
    }

    [Theory]
    [InlineData("vectors/flat-ip.faiss", "vectors/rows.npy", FaissMetric.InnerProduct)]
    [InlineData("vector-files/flat-l2.faiss", "vector-files/flat-l2.npy", FaissMetric.L2)]
    public void Writer_WritesWhatFaissWrites_ByteForByte(string name, string rows, FaissMetric metric)
    {
        Npy array = Npy.Read(SharedFiles.Fixture(rows));
        using (FaissWriter writer = new(_path, metric, array.Shape[1]))
        {
            for (int row = 0; row < array.Shape[0]; row++)
            {
                writer.Append(array.Row(row));
            }

            Assert.Throws<ArgumentException>(() => writer.Append(new float[array.Shape[1] + 1]));
            writer.Complete();
        }

        Assert.Equal(File.ReadAllBytes(SharedFiles.Fixture(name)), File.ReadAllBytes(_path));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!));
    }

    [Fact]
    public void Writer_LeavesNothing_WhenTheIndexIsNotComplete()
    {
        using (FaissWriter writer = new(_path, FaissMetric.L2, 3))
        {
            writer.Append([1, 2, 3]);
        }

        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaissWriter(_path, (FaissMetric)2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaissWriter(_path, FaissMetric.L2, 0));
    }

    [Fact]
    public void Open_RefusesEveryShorterFile_AndALongerOne()
    {
        byte[] good = Good();
        for (int length = 0; length < good.Length; length++)
        {
            AssertRefused(good[..length], length < 4 ? "no index of FAISS" : "truncated");
        }

        AssertRefused([.. good, 0], "damaged");
    }

    [Theory]
    [InlineData("IxMp")]
    [InlineData("IwFl")]
    [InlineData("IHNf")]
    [InlineData("IxFl")]
    public void Open_RefusesOtherTypesByName(string type)
    {
        byte[] file = Good();
        System.Text.Encoding.ASCII.GetBytes(type, file);

        AssertRefused(file, $"of the type {type}, and Akin reads IxFI (IndexFlatIP)");
    }

    [Theory]
    [InlineData(4, 0, "of 0 dimensions")]
    [InlineData(4, -3, "of -3 dimensions")]
    [InlineData(4, 4, "of 4 dimensions in 6 numbers")]
    [InlineData(4, int.MaxValue, "of 2147483647 dimensions")]
    [InlineData(8, -1, "tells of -1 rows")]
    [InlineData(8, 3, "tells of 3 rows")]
    [InlineData(8, long.MaxValue, "tells of 9223372036854775807 rows")]
    [InlineData(8, long.MinValue, "tells of -9223372036854775808 rows")]
    [InlineData(8, (1L << 62) + 2, "tells of 4611686018427387906 rows")]
    [InlineData(32, 0, "lacks its training")]
    [InlineData(33, 0, "another metric")]
    [InlineData(33, 7, "another metric")]
    [InlineData(37, 5, "in 5 numbers")]
    [InlineData(37, -1, "in -1 numbers")]
    public void Open_RefusesAHeaderThatLies(int offset, long value, string words)
    {
        byte[] file = Good();
        if (offset is 8 or 37)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(offset), value);
        }
        else if (offset == 32)
        {
            file[32] = (byte)value;
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), (int)value);
        }

        AssertRefused(file, words);
    }

    [Fact]
    public void Open_RefusesMoreRowsThanTheFileHas_BeforeAllocating()
    {
        byte[] file = Good();
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), 1L << 40);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(37), 3L << 40);
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(file, "truncated");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_EndsInASentence_WhateverByteIsChanged()
    {
        byte[] good = Good();
        byte[] changed = [.. good];
        for (int offset = 0; offset < FaissHeader.LengthInBytes; offset++)
        {
            for (int value = 0; value < 256; value += 5)
            {
                changed[offset] = (byte)value;
                File.WriteAllBytes(_path, changed);
                try
                {
                    using FaissReader reader = FaissReader.Open(_path);
                    Assert.Equal(6, reader.ReadToEnd().Length);
                }
                catch (IndexFormatException exception)
                {
                    Assert.Equal(_path, exception.Path);
                    Assert.NotNull(exception.Offset);
                    Assert.DoesNotContain('\n', exception.Message);
                }
            }

            changed[offset] = good[offset];
        }
    }

    [Fact]
    public void Read_SaysThatTheFileBecameShorter()
    {
        using (FaissWriter writer = new(_path, FaissMetric.L2, 10_000))
        {
            for (int row = 0; row < 20; row++)
            {
                writer.Append(new float[10_000]);
            }

            writer.Complete();
        }

        using FaissReader reader = FaissReader.Open(_path);
        using (FileStream file = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(400_000);
        }

        Assert.Contains("became shorter", Assert.Throws<IndexFormatException>(reader.ReadToEnd).Message, StringComparison.Ordinal);
    }

    private byte[] Good()
    {
        using (FaissWriter writer = new(_path, FaissMetric.L2, 3))
        {
            writer.Append([1, 2, 3]);
            writer.Append([4, 5, 6]);
            writer.Complete();
        }

        return File.ReadAllBytes(_path);
    }

    private void AssertRefused(byte[] file, string words)
    {
        File.WriteAllBytes(_path, file);
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => FaissReader.Open(_path));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
    }
}

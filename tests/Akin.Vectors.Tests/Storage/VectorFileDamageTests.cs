using System.Buffers.Binary;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed class VectorFileDamageTests : IDisposable
{
    private const int Dimensions = 3;
    private const int Page = 4096;
    private const int Stride = 64;
    private const int Block = Page + (1024 * Stride);

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "vectors.f16");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void EveryFlippedByte_IsFound()
    {
        const int rowCount = 3;
        byte[] good = Write(rowCount);
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        for (int offset = 0; offset < good.Length; offset++)
        {
            // Checksums of rows that do not count mean nothing.
            bool means = offset is < Page + (4 * rowCount) or >= 2 * Page;
            Put(file, offset, (byte)(good[offset] ^ (1 << (offset % 8))));
            Assert.True(means != Reads(rowCount), $"A bit of byte {offset} was flipped.");
            Put(file, offset, good[offset]);
        }

        Assert.True(Reads(rowCount));
    }

    [Fact]
    public void EveryShorterFile_IsRefused()
    {
        byte[] good = Write(1030);
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (int length = good.Length - 1; length >= 0; length -= length < 9000 ? 1 : 37)
        {
            file.SetLength(length);
            IndexFormatException exception = Assert.Throws<IndexFormatException>(() => VectorFile.Open(_path, Dimensions, 1030));
            Assert.Contains(length < 8 ? "no file of Akin's vectors" : "truncated", exception.Message, StringComparison.Ordinal);
            Assert.Equal(length < 8 ? 0 : length, exception.Offset);
        }
    }

    [Theory]
    [InlineData(100, 40)]
    [InlineData(20_000, 15_000)]
    [InlineData(20_000, 19_999)]
    public void Search_RefusesADamagedRow_AndSaysWhere(int rowCount, int damagedRow)
    {
        Write(rowCount);
        long offset = Page + (damagedRow / 1024 * (long)Block) + Page + (damagedRow % 1024 * Stride);
        Flip(offset + 3);
        using VectorFile file = VectorFile.Open(_path, Dimensions, rowCount);
        ExactIndex index = new(file);
        RowSet others = new(rowCount);
        for (int row = 0; row < rowCount; row++)
        {
            if (row != damagedRow)
            {
                others.Add(row);
            }
        }

        Assert.Equal(10, index.Search(Row(1), 10, new SearchOptions { Among = others }).Count);
        foreach (Action read in new Action[] { () => index.Search(Row(1), 10), () => index.SearchBatch(Batch(), 10), () => file.Read(damagedRow, new float[Dimensions]), () => file.VerifyAll() })
        {
            IndexFormatException exception = Assert.Throws<IndexFormatException>(read);
            Assert.Equal(offset, exception.Offset);
            Assert.Equal(_path, exception.Path);
            Assert.Contains($"the checksum of row {damagedRow}, at byte {offset}, is wrong", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ExchangedRows_AreFound()
    {
        byte[] file = Write(5);
        byte[] first = file[(2 * Page)..((2 * Page) + Stride)];
        byte[] firstSum = file[Page..(Page + 4)];
        file.AsSpan((2 * Page) + (3 * Stride), Stride).CopyTo(file.AsSpan(2 * Page));
        file.AsSpan(Page + 12, 4).CopyTo(file.AsSpan(Page));
        first.CopyTo(file, (2 * Page) + (3 * Stride));
        firstSum.CopyTo(file, Page + 12);
        File.WriteAllBytes(_path, file);
        using VectorFile rows = VectorFile.Open(_path, Dimensions, 5);

        Assert.Throws<IndexFormatException>(() => rows.Read(0, new float[Dimensions]));
        Assert.Throws<IndexFormatException>(() => rows.Read(3, new float[Dimensions]));
        rows.Read(1, new float[Dimensions]);
    }

    [Fact]
    public void Sums_AreComparedOnce()
    {
        Write(200);
        using VectorFile file = VectorFile.Open(_path, Dimensions, 200);
        file.View().Verify(0, 130);
        Flip((2 * Page) + (129 * Stride));
        Flip((2 * Page) + (130 * Stride));

        file.View().Verify(0, 130);
        file.View().Verify(131, 69);
        Assert.Throws<IndexFormatException>(() => file.View().Verify(0, 131));
        Assert.Throws<IndexFormatException>(() => file.View().Verify(130));
    }

    [Fact]
    public void Sums_AgreeAmongThreads()
    {
        const int rowCount = 5_000;
        Write(rowCount);
        Flip(Page + (2 * Block) + Page + (77 * Stride));
        using VectorFile file = VectorFile.Open(_path, Dimensions, rowCount);
        int refusedCount = 0;

        Parallel.For(0, 4 * rowCount, index =>
        {
            int row = (int)(index * 37L % rowCount);
            float[] read = new float[Dimensions];
            try
            {
                file.Read(row, read);
                Assert.Equal(Array.ConvertAll(Row(row), component => (float)(Half)component), read);
            }
            catch (IndexFormatException)
            {
                Assert.Equal((2 * 1024) + 77, row);
                Interlocked.Increment(ref refusedCount);
            }
        });

        Assert.Equal(4, refusedCount);
    }

    [Fact]
    public void VerifyAll_TellsHowFarItIs_AndStopsWhenItIsCancelled()
    {
        Write(2_500);
        using VectorFile file = VectorFile.Open(_path, Dimensions, 2_500);
        using CancellationTokenSource stop = new();
        Steps steps = new(stop);

        Assert.Throws<OperationCanceledException>(() => file.VerifyAll(steps, stop.Token));
        file.VerifyAll(steps, TestContext.Current.CancellationToken);

        Assert.Equal([1024, 2048, 1024, 2048, 2500], steps.Told);
    }

    [Fact]
    public void Open_RefusesAFileWhoseVersionIsDamaged()
    {
        byte[] file = Write(2);
        file[8] = 1;
        File.WriteAllBytes(_path, file);

        Assert.Contains("checksum of its first page", Assert.Throws<IndexFormatException>(() => VectorFile.Open(_path, Dimensions, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 0, "format version 0, this Akin reads the versions 1 to 2")]
    [InlineData(8, 3, "format version 3, this Akin reads the versions 1 to 2")]
    [InlineData(12, 4, "holds rows of 4 dimensions every 64 bytes, expected 3 every 64")]
    [InlineData(12, -1, "holds rows of -1 dimensions")]
    [InlineData(16, 128, "every 128 bytes, expected 3 every 64")]
    public void Open_RefusesAHeaderThatLies(int offset, int value, string words)
    {
        byte[] file = Write(2);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Page - 4), Crc32C.Compute(file.AsSpan(0, Page - 4)));
        File.WriteAllBytes(_path, file);

        Assert.Contains(words, Assert.Throws<IndexFormatException>(() => VectorFile.Open(_path, Dimensions, 2)).Message, StringComparison.Ordinal);
        Assert.Contains(words, Assert.Throws<IndexFormatException>(() => VectorFileWriter.Open(_path, Dimensions, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Run", "OneTier")]
    public void HundredThousandMutations_AreRefused_OrChangeNothing()
    {
        const int rowCount = 40;
        byte[] good = Write(rowCount);
        Random random = new(21);
        int readCount = 0;
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        for (int mutation = 0; mutation < 100_000; mutation++)
        {
            int start = mutation % 2 == 0 ? random.Next(good.Length) : mutation % 4 == 1 ? random.Next(24) : Page + random.Next(4 * rowCount);
            byte[] part = good[start..Math.Min(good.Length, start + 1 + random.Next(9))];
            if (random.Next(2) == 0)
            {
                part[random.Next(part.Length)] ^= (byte)(1 << random.Next(8));
            }
            else
            {
                random.NextBytes(part);
            }

            RandomAccess.Write(file.SafeFileHandle, part, start);
            readCount += Reads(rowCount) ? 1 : 0;
            RandomAccess.Write(file.SafeFileHandle, good.AsSpan(start, part.Length), start);
        }

        // What passes lies among the checksums of rows that do not count: 3,936 bytes of 10,752.
        Assert.InRange(readCount, 1_000, 30_000);
    }

    private static float[] Batch() => [.. Enumerable.Range(0, 40).SelectMany(Row)];

    private static float[] Row(int row) => [MathF.Cos(row), MathF.Sin(row), 0];

    private byte[] Write(int rowCount)
    {
        using (VectorFileWriter writer = VectorFileWriter.Open(_path, Dimensions, 0))
        {
            for (int row = 0; row < rowCount; row++)
            {
                writer.Append(Row(row));
            }

            writer.Flush();
        }

        return File.ReadAllBytes(_path);
    }

    /// <summary>Whether the file opens and gives the true rows; false where it is refused. Other rows go through as a failure.</summary>
    private bool Reads(int rowCount)
    {
        try
        {
            using VectorFile file = VectorFile.Open(_path, Dimensions, rowCount);
            Span<float> read = stackalloc float[Dimensions];
            for (int row = 0; row < rowCount; row++)
            {
                file.Read(row, read);
                Assert.Equal((float)(Half)MathF.Cos(row), read[0]);
                Assert.Equal((float)(Half)MathF.Sin(row), read[1]);
                Assert.Equal(0, read[2]);
            }

            return true;
        }
        catch (IndexFormatException exception)
        {
            Assert.Equal(_path, exception.Path);
            Assert.NotNull(exception.Offset);
            return false;
        }
    }

    private void Flip(long offset)
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        byte[] value = new byte[1];
        RandomAccess.Read(file.SafeFileHandle, value, offset);
        Put(file, offset, (byte)(value[0] ^ 1));
    }

    private static void Put(FileStream file, long offset, byte value) => RandomAccess.Write(file.SafeFileHandle, [value], offset);

    private sealed class Steps(CancellationTokenSource stop) : IProgress<long>
    {
        public List<long> Told { get; } = [];

        public void Report(long value)
        {
            Told.Add(value);
            if (value == 2048)
            {
                stop.Cancel();
            }
        }
    }
}

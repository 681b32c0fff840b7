using Akin.Testing;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Storage;

public sealed unsafe class IndexFileTests : IDisposable
{
    private const int Chunk = 1 << 18;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "codes.index");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Sections_ComeBack()
    {
        Gen<int> length = Gen.OneOf(Gen.Int[0, 20], Gen.Int[4090, 4100], Gen.Int[Chunk - 4100, Chunk + 4100], Gen.Int[0, 3 * Chunk]);
        Gen.Select(length.Array[0, 5], Gen.Int[1, 100_000], Gen.Int, Gen.UInt).Sample(
            (lengths, partInBytes, seed, version) =>
            {
                byte[][] sections = IndexBytes.Sections(seed, lengths);
                IndexBytes.Write(_path, sections, IndexKind.Lists, version, partInBytes);
                using IndexFile file = IndexFile.Open(_path, IndexKind.Lists);
                Assert.Equal(version, file.KindVersion);
                Assert.All(file.Sections, section => Assert.Equal(0, (long)section.Start % 4096));
                Assert.True(IndexBytes.Reads(_path, sections, IndexKind.Lists));
            },
            iter: 60,
            threads: 1); // All samples write the same file.
    }

    [Fact]
    public void Open_ReadsFormatVersion1_WhichTheWriterWrites()
    {
        // Written by another program from the format's description: every later Akin opens it.
        string golden = SharedFiles.Fixture("vector-files/index-version-1.bin");
        byte[] first = [.. Enumerable.Range(0, 100).Select(place => (byte)(7 * place % 251))];
        byte[] last = [.. Enumerable.Range(0, Chunk + 10).Select(place => (byte)(place % 251))];
        using (IndexFileWriter writer = IndexFileWriter.Create(_path, IndexKind.HashTables, 7))
        {
            foreach ((uint id, byte[] content) in new[] { (1u, first), (5u, []), (9u, last) })
            {
                writer.BeginSection(id);
                writer.Append(content);
                writer.EndSection();
            }

            writer.Complete();
        }

        using IndexFile file = IndexFile.Open(golden, IndexKind.HashTables);
        Assert.Equal(7u, file.KindVersion);
        Assert.Equal([1u, 5u, 9u], file.Sections.Select(section => section.Id));
        Assert.True(file.Section(1).ReadAll().SequenceEqual(first));
        Assert.Equal(0, file.Section(5).ReadAll().Length);
        Assert.True(file.Section(9).ReadAll().SequenceEqual(last));
        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(_path));
    }

    [Fact]
    public void Read_GivesEveryPart()
    {
        byte[][] sections = IndexBytes.Sections(3, 3 * Chunk + 77, 5);
        IndexBytes.Write(_path, sections);
        using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
        MappedSection section = file.Section(1);

        Gen.Select(Gen.Int[0, sections[0].Length], Gen.Int[0, sections[0].Length]).Sample((offset, length) =>
            section.Read(offset, Math.Min(length, sections[0].Length - offset)).SequenceEqual(sections[0].AsSpan(offset, Math.Min(length, sections[0].Length - offset))));
        Assert.Equal(sections[0].Length, section.Length);
        Assert.Equal(sections[1], file.Section(2).ReadAll());
    }

    [Fact]
    public void Verify_RefusesADamagedChunk_AndNoOther()
    {
        byte[][] sections = IndexBytes.Sections(4, (3 * Chunk) + 77);
        IndexBytes.Write(_path, sections);
        Flip(4096 + Chunk + 1000);
        using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
        MappedSection section = file.Section(1);

        Assert.True(section.Read(0, Chunk).SequenceEqual(sections[0].AsSpan(0, Chunk)));
        section.Verify(2 * Chunk, section.Length - (2 * Chunk));
        section.Verify(Chunk + 500, 0);
        foreach ((long offset, long length) in new[] { (Chunk, 1L), (Chunk - 1, 2), ((2 * Chunk) - 1, 1), (0, section.Length) })
        {
            IndexFormatException exception = Assert.Throws<IndexFormatException>(() => section.Verify(offset, length));
            Assert.Equal(4096 + Chunk, exception.Offset);
            Assert.Equal(_path, exception.Path);
            Assert.Contains("damaged in section 1", exception.Message, StringComparison.Ordinal);
        }

        Assert.Throws<IndexFormatException>(() => file.VerifyAll(TestContext.Current.CancellationToken));
        Assert.Throws<IndexFormatException>(() => section.ReadAll().Length);
    }

    [Fact]
    public void Verify_LooksAtAChunkOnce()
    {
        IndexBytes.Write(_path, IndexBytes.Sections(5, 2 * Chunk));
        using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
        file.Section(1).Verify(10, 10);
        Flip(4096 + 1000);
        Flip(4096 + Chunk);

        file.Section(1).Verify(0, Chunk);
        Assert.Throws<IndexFormatException>(() => file.Section(1).Verify(0, Chunk + 1));
    }

    [Fact]
    public void Verify_RefusesWhatLiesOutside()
    {
        IndexBytes.Write(_path, IndexBytes.Sections(6, 100));
        using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
        MappedSection section = file.Section(1);

        section.Verify(100, 0);
        foreach ((long offset, long length) in new[] { (101L, 0L), (0, 101), (100, 1), (-1, 1), (1, -1), (50, long.MaxValue), (long.MaxValue, 1), (long.MinValue, long.MinValue) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => section.Verify(offset, length));
        }

        Assert.Contains("lacks section 2", Assert.Throws<IndexFormatException>(() => file.Section(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_AgreesAmongThreads()
    {
        byte[][] sections = IndexBytes.Sections(7, 100 * Chunk);
        IndexBytes.Write(_path, sections);
        Flip(4096 + (70 * Chunk) + 5);
        using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
        MappedSection section = file.Section(1);
        int refusedCount = 0;

        Parallel.For(0, 1000, index =>
        {
            int chunk = index * 37 % 100;
            try
            {
                Assert.True(section.Read((long)chunk * Chunk, Chunk).SequenceEqual(sections[0].AsSpan(chunk * Chunk, Chunk)));
            }
            catch (IndexFormatException)
            {
                Assert.Equal(70, chunk);
                Interlocked.Increment(ref refusedCount);
            }
        });

        Assert.Equal(10, refusedCount);
    }

    [Fact]
    public void Section_IsOverWithItsFile()
    {
        IndexBytes.Write(_path, IndexBytes.Sections(8, 100));
        IndexFile file = IndexFile.Open(_path, IndexKind.Codes);
        MappedSection section = file.Section(1);
        section.Verify(0, 100);
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => section.ReadAll().Length);
    }

    [Fact]
    public void VerifyAll_StopsWhenItIsCancelled()
    {
        IndexBytes.Write(_path, IndexBytes.Sections(9, 100));
        using IndexFile file = IndexFile.Open(_path, IndexKind.Codes);

        Assert.Throws<OperationCanceledException>(() => file.VerifyAll(new CancellationToken(canceled: true)));
    }

    private void Flip(long offset)
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }
}

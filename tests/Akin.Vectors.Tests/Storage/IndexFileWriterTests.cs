using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed class IndexFileWriterTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "codes.index");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Dispose_LeavesTheOldFile_WhenTheNewOneIsNotComplete()
    {
        byte[][] sections = IndexBytes.Sections(1, 10_000);
        IndexBytes.Write(_path, sections);
        using (IndexFileWriter writer = IndexFileWriter.Create(_path, IndexKind.Codes, 1))
        {
            writer.BeginSection(1);
            writer.Append(new byte[300_000]);
            Assert.True(IndexBytes.Reads(_path, sections));
        }

        Assert.True(IndexBytes.Reads(_path, sections));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!));
    }

    [Fact]
    public void Complete_ReplacesTheOldFile_UnderItsReaders()
    {
        byte[][] before = IndexBytes.Sections(1, 10_000);
        byte[][] after = IndexBytes.Sections(2, 20_000, 5);
        IndexBytes.Write(_path, before);
        using IndexFile reader = IndexFile.Open(_path, IndexKind.Codes);
        File.WriteAllText(_path + ".unfinished", "left by a writer that was killed");

        IndexBytes.Write(_path, after);

        Assert.True(reader.Section(1).ReadAll().SequenceEqual(before[0]));
        Assert.True(IndexBytes.Reads(_path, after));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!));
    }

    [Fact]
    public void Create_RefusesASecondWriter_AndLeavesTheFirstAlone()
    {
        using IndexFileWriter writer = IndexFileWriter.Create(_path, IndexKind.Codes, 7);
        writer.BeginSection(1);
        writer.Append([1, 2, 3]);
        Assert.Throws<IOException>(() => IndexFileWriter.Create(_path, IndexKind.Codes, 7));
        writer.EndSection();
        writer.Complete();

        Assert.True(IndexBytes.Reads(_path, [[1, 2, 3]]));
    }

    [Fact]
    public void Steps_ComeInTheirOrder()
    {
        using IndexFileWriter writer = IndexFileWriter.Create(_path, IndexKind.Codes, 7);

        Assert.Throws<InvalidOperationException>(() => writer.Append([1]));
        Assert.Throws<InvalidOperationException>(writer.EndSection);
        writer.BeginSection(1);
        Assert.Throws<InvalidOperationException>(() => writer.BeginSection(2));
        Assert.Throws<InvalidOperationException>(writer.Complete);
        writer.EndSection();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.BeginSection(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.BeginSection(0));
        writer.Complete();
        Assert.Throws<InvalidOperationException>(writer.Complete);
        Assert.Throws<InvalidOperationException>(() => writer.BeginSection(2));
        Assert.True(IndexBytes.Reads(_path, [[]]));
    }
}

using System.Buffers.Binary;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Storage;

namespace Akin.Vectors.Tests.Search;

/// <summary>150 rows of 8 components: parameters at 4,096, centre at 8,192, three blocks of 1,536 bytes at 12,288, the table at 20,480.</summary>
public sealed class CodeIndexHostileTests : IDisposable
{
    private const int Parameters = 4096;
    private const int Blocks = 12_288;
    private const int Table = 20_480;
    private const int SumOfBlocks = Table + (3 * 24) + (2 * 4);

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "codes.index");
    private readonly VectorMemory _rows = Clusters.Rows(150, 8, seed: 9);
    private readonly float[] _queries = Clusters.Queries(3, 8, seed: 9);
    private readonly byte[] _good;
    private readonly List<Neighbor> _answers;

    public CodeIndexHostileTests()
    {
        using CodeIndex index = CodeIndex.Build(_rows, cancellationToken: TestContext.Current.CancellationToken);
        index.ReRank = 20;
        index.Save(_path);
        _good = File.ReadAllBytes(_path);
        _answers = Answers(index);
        Assert.Equal(SumOfBlocks + 4, _good.Length);
    }

    public void Dispose()
    {
        _rows.Dispose();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Theory]
    [InlineData(16, 2, "has codes of version 2, this Akin reads version 1", 16)]
    [InlineData(Parameters, 0, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters, 65_537, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters, 9, "there are 150 with 8", null)]
    [InlineData(Parameters, 129, "are not what 150 rows of 129 dimensions have", Blocks)]
    [InlineData(Parameters + 4, 144, "are not what 150 rows of 8 dimensions have", Blocks)]
    [InlineData(Parameters + 16, 193, "are not what 193 rows of 8 dimensions have", Blocks)]
    [InlineData(Parameters + 16, 149, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 16, 151, "of 151 with 8 dimensions in Float16, and there are 150", null)]
    [InlineData(Parameters + 20, 1, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 20, -1, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 24, 151, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 32, 2, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 32, 1, "in Float32", null)]
    [InlineData(Parameters + 36, 12_345, "the first 150 are not those", null)]
    [InlineData(Parameters + 40, 9, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 44, 2, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 52, 0x7FF80000, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Parameters + 60, 0x40000000, "its parameters tell of what cannot be", Parameters)]
    [InlineData(Table + 16, 79, "its parameters have 79 bytes, expected 80", Parameters)]
    [InlineData(Table + 24 + 16, 511, "a centre of 511", Blocks)]
    [InlineData(Table + 48 + 16, 4607, "4607 bytes of codes", Blocks)]
    [InlineData(Table + 48, 9, "lacks section 3", null)]
    public void Open_RefusesAFileThatLies(int offset, int value, string words, int? place)
    {
        byte[] lie = [.. _good];
        BinaryPrimitives.WriteInt32LittleEndian(lie.AsSpan(offset), value);
        Mutations.MakeSumsTrue(lie);
        File.WriteAllBytes(_path, lie);

        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => CodeIndex.Open(_path, _rows));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(place, exception.Offset);
    }

    [Fact]
    public void Search_FindsDamagedBlocks_OnTheirFirstScan()
    {
        // Whole chunks of 4,096 blocks stay in the file, and opening does not read them.
        using VectorMemory rows = new(1);
        for (int row = 0; row < 1 << 18; row++)
        {
            rows.Append([1]);
        }

        using (CodeIndex built = CodeIndex.Build(rows, cancellationToken: TestContext.Current.CancellationToken))
        {
            built.Save(_path);
        }

        const long place = Blocks + 3_000_001;
        using (FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = place;
            int old = file.ReadByte();
            file.Position = place;
            file.WriteByte((byte)(old ^ 16));
        }

        using CodeIndex opened = CodeIndex.Open(_path, rows);
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => opened.Search([1], 3));
        Assert.InRange(place - exception.Offset!.Value, 0, (1 << 18) - 1);
        Assert.Contains("damaged in section 3", exception.Message, StringComparison.Ordinal);
        Assert.Throws<IndexFormatException>(() => opened.SearchBatch(new float[] { 1 }, 3, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<IndexFormatException>(() => opened.Save(_path));
    }

    [Fact]
    [Trait("Run", "OneTier")]
    public void HundredThousandMutations_AreRefused_OrChangeNothing()
    {
        Random random = new(21);
        byte[] changed = [.. _good];
        int openedCount = 0;
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        for (int mutation = 0; mutation < 100_000; mutation++)
        {
            // Half are damage; half lie with sums that are true again, and then may answer what they like, or refuse.
            bool isSealed = mutation % 2 != 0;
            int start = (mutation % 6) switch
            {
                0 or 1 => random.Next(_good.Length),
                2 or 3 => Parameters + random.Next(84),
                4 => random.Next(64),
                _ => Table + random.Next(_good.Length - Table),
            };
            int length = Math.Min(_good.Length - start, 1 + random.Next(9));
            Mutations.Change(changed.AsSpan(start, length), random);
            if (isSealed)
            {
                Mutations.MakeSumsTrue(changed);
            }

            RandomAccess.Write(file.SafeFileHandle, changed, 0);
            bool isOpen = Opens(out List<Neighbor> answers);
            if (isOpen && !isSealed)
            {
                Assert.Equal(_answers, answers);
                Assert.True(changed.AsSpan().SequenceEqual(_good), $"Mutation {mutation} at {start} was not found.");
            }

            openedCount += isOpen ? 1 : 0;
            _good.CopyTo(changed, 0);
        }

        Assert.InRange(openedCount, 5_000, 60_000);
    }

    private bool Opens(out List<Neighbor> answers)
    {
        answers = [];
        try
        {
            using CodeIndex index = CodeIndex.Open(_path, _rows);
            answers = Answers(index);
            return true;
        }
        catch (IndexFormatException exception)
        {
            Assert.Equal(_path, exception.Path);
            return false;
        }
    }

    private List<Neighbor> Answers(CodeIndex index) => [.. Enumerable.Range(0, 3).SelectMany(query => index.Search(_queries.AsSpan(8 * query, 8), 10))];
}

using System.IO.Compression;
using System.Runtime.InteropServices;
using Akin.Testing;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Tests.Checkpoints;

public sealed class TorchArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["pytorch_model.bin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("os-system.bin", "asks for posix.system, and Akin reads tensors only")]
    [InlineData("eval.bin", "asks for __builtin__.eval, and Akin reads tensors only")]
    [InlineData("raw.pkl.bin", "asks for posix.system, and Akin reads tensors only")]
    public void Read_RefusesByNameWhatWouldRunCode(string file, string words)
    {
        string path = SharedFiles.Fixture($"checkpoints/{file}");

        CheckpointException exception = Assert.Throws<CheckpointException>(() => TorchArchive.Read(path));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.False(File.Exists("EVIL_RAN"));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "EVIL_RAN")));
    }

    [Fact]
    public void Read_PlacesViewsOfOneStorage()
    {
        float[] numbers = [.. Enumerable.Range(0, 24).Select(number => (float)number)];
        new TorchFile().Begin()
            .Tensor("whole", "7", 24, 0, [4, 6], [6, 1])
            .Tensor("transposed", "7", 24, 0, [6, 4], [1, 6])
            .Tensor("part", "7", 24, 6, [2, 6], [6, 1])
            .Tensor("number", "7", 24, 23, [], [])
            .Tensor("nothing", "7", 24, 24, [0, 5], [5, 1])
            .End().Entry("data/7", MemoryMarshal.AsBytes<float>(numbers).ToArray()).Save(FilePath);

        Dictionary<string, StoredTensor> tensors = TorchArchive.Read(FilePath).ToDictionary(tensor => tensor.Name);

        Assert.Equal(numbers, TensorValues.Read(tensors["whole"]));
        Assert.Equal(numbers[6..18], TensorValues.Read(tensors["part"]));
        Assert.Equal([23], TensorValues.Read(tensors["number"]));
        Assert.Equal(0, tensors["nothing"].LengthInBytes);
        Assert.Equal([0, 6, 12, 18, 1], TensorValues.Read(tensors["transposed"])[..5]);
        Assert.Equal([1, 6], tensors["transposed"].Strides!);
        Assert.All(tensors.Values.Where(tensor => tensor.Name != "transposed"), tensor => Assert.Null(tensor.Strides));
    }

    [Theory]
    [InlineData(0, new long[] { 25 }, new long[] { 1 }, 24)] // ends past the storage
    [InlineData(1, new long[] { 24 }, new long[] { 1 }, 24)]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 23, 1 }, 24)]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 }, 24)]
    [InlineData(0, new long[] { 2 }, new long[] { -1 }, 24)]
    [InlineData(0, new long[] { -2 }, new long[] { 1 }, 24)]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 1 }, 24)]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue }, new long[] { long.MaxValue, 1 }, 24)]
    [InlineData(long.MaxValue, new long[] { 2 }, new long[] { 1 }, 24)]
    [InlineData(0, new long[] { 1 }, new long[] { 1 }, 25)] // the storage has fewer bytes
    [InlineData(0, new long[] { 1 }, new long[] { 1 }, long.MaxValue)]
    [InlineData(0, new long[] { 1 }, new long[] { 1 }, -1)]
    public void Read_RefusesAViewOutsideItsStorage(long offset, long[] shape, long[] strides, long elementCount)
    {
        new TorchFile().Begin().Tensor("weight", "0", elementCount, offset, shape, strides).End().Entry("data/0", new byte[96]).Save(FilePath);

        AssertRefused(string.Empty);
    }

    [Fact]
    public void Read_RefusesWhatIsNoTensor()
    {
        new TorchFile().Begin().End().Save(FilePath);
        AssertRefused("no tensor under a name");

        new TorchFile().Begin().Text("weight").Number(1).End().Save(FilePath);
        AssertRefused("no tensor under a name");

        new TorchFile().Raw(0x80, 2, (byte)'i').Save(FilePath);
        AssertRefused("the pickle instruction 0x69");

        new TorchFile().Global("torch.nn.modules.linear", "Linear").Raw((byte)')', 0x81, (byte)'.').Save(FilePath);
        AssertRefused("torch.nn.modules.linear.Linear");

        new TorchFile().Global("torch", "FloatStorage").Raw((byte)')', (byte)'R', (byte)'.').Save(FilePath);
        AssertRefused("torch.FloatStorage with arguments");

        new TorchFile().Text("a\u001bb\n").Text("c").Raw(0x93, (byte)'.').Save(FilePath);
        AssertRefused("asks for a?b?.c,");

        new TorchFile().Begin().End().Entry("constants.pkl", []).Save(FilePath);
        AssertRefused("TorchScript");

        File.WriteAllText(FilePath, "version https://git-lfs.github.com/spec/v1");
        AssertRefused("neither a zip file nor a pickle");
    }

    [Fact]
    public void Read_RefusesCompressedEntriesAndBigEndianNumbers()
    {
        Valid(new TorchFile { Compression = CompressionLevel.Optimal }).Save(FilePath);
        AssertRefused("compressed or encrypted");

        Valid(new TorchFile()).Entry("byteorder", "big"u8.ToArray()).Save(FilePath);
        AssertRefused("byte order");
    }

    [Theory]
    [InlineData((byte)'(', 0, "more than 2000000 values")] // marks
    [InlineData((byte)'}', 0, "wait on the stack")] // dictionaries
    [InlineData((byte)'c', 0, "does not end")] // a name of 0x63 for ever
    public void Read_StopsAtItsLimits(byte instruction, int _, string words)
    {
        byte[] many = new byte[2_100_000];
        Array.Fill(many, instruction);
        new TorchFile().Raw(many).Save(FilePath);

        AssertRefused(words);
    }

    [Fact]
    public void Read_RefusesAPickleOfManyMegabytesBeforeItReadsIt()
    {
        new TorchFile().Raw(new byte[(16 << 20) + 1]).Save(FilePath);
        AssertRefused("its pickle has 16777217 bytes");
    }

    [Fact]
    public void Read_TakesWhatModulesAddToTheirState()
    {
        TorchFile file = new();
        file.Raw(0x80, 2).Global("collections", "OrderedDict").Raw((byte)')', (byte)'R', (byte)'(').Tensor("weight", "0", 2, 0, [2], [1]).Raw((byte)'u');
        file.Raw((byte)'}').Text("_metadata").Global("collections", "OrderedDict").Raw((byte)')', (byte)'R', (byte)'s', (byte)'b', (byte)'.');
        file.Entry("data/0", new byte[8]).Save(FilePath);

        Assert.Equal("weight", Assert.Single(TorchArchive.Read(FilePath)).Name);
    }

    private static TorchFile Valid(TorchFile file) => file.Begin().Tensor("weight", "0", 2, 0, [2], [1]).End().Entry("data/0", new byte[8]);

    private void AssertRefused(string words)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => TorchArchive.Read(FilePath));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}

using Akin.Vision.Encoding.Quantization;

namespace Akin.Vision.Tests.Encoding.Quantization;

public sealed class WeightsCacheTests : IDisposable
{
    private const int Inputs = 64;

    private readonly TemporaryFolder _folder = new();
    private readonly SmallGraph _graph = new SmallGraph(2)
        .Weight("w", [.. Enumerable.Range(0, Inputs * Inputs).Select(index => MathF.Sin(index))], Inputs, Inputs)
        .Weight("kept", [.. Enumerable.Range(0, 512 * Inputs).Select(index => (float)index)], 512, Inputs)
        .Node("MatMul", ["x", "w"], "p")
        .Node("ReduceMax", ["kept"], "m", ("axes", new long[] { 0 }), ("keepdims", 1L))
        .Node("Add", ["p", "m"], "y");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_WritesOnce_AndReadsThen()
    {
        QuantizedModel first = Create();
        DateTime written = File.GetLastWriteTimeUtc(CacheFile);

        QuantizedModel second = Create();

        Assert.Equal(first.Model, second.Model);
        Assert.NotNull(first.Folder);
        Assert.Equal(written, File.GetLastWriteTimeUtc(CacheFile));
        Assert.Equal("AKINI8W1"u8, File.ReadAllBytes(CacheFile).AsSpan(0, 8));
        Assert.Equal(Expected, Run(second));
    }

    [Theory]
    [InlineData("shortened")]
    [InlineData("lengthened")]
    [InlineData("emptied")]
    [InlineData("with a changed weight")]
    [InlineData("with a changed header")]
    public void Create_WritesADamagedFileAnew(string damage)
    {
        Create();
        byte[] sound = File.ReadAllBytes(CacheFile);
        byte[] damaged = damage switch
        {
            "shortened" => sound[..^64],
            "lengthened" => [.. sound, .. new byte[64]],
            "emptied" => [],
            "with a changed weight" => [.. sound[..100], (byte)~sound[100], .. sound[101..]],
            _ => [.. sound[..20], (byte)~sound[20], .. sound[21..]],
        };
        File.WriteAllBytes(CacheFile, damaged);

        QuantizedModel model = Create();

        Assert.Equal(sound, File.ReadAllBytes(CacheFile));
        Assert.Equal(Expected, Run(model));
    }

    [Fact]
    public void Create_TakesWeightsIntoTheGraph_WhereTheCacheCannotBeWritten()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "int8"), "no folder");

        QuantizedModel model = Create();

        Assert.Null(model.Folder);
        Assert.Equal(Expected, Run(model));
    }

    [Fact]
    public void Create_TakesOtherFiles_ForOtherWeights()
    {
        Create("one");
        Create("other");

        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder.Path, "int8")).Length);
    }

    [Fact]
    public void Create_MayRunAtOnce()
    {
        QuantizedModel[] models = new QuantizedModel[8];
        Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = models.Length }, index => models[index] = Create());

        Assert.All(models, model => Assert.Equal(Expected, Run(model)));
        Assert.Equal([CacheFile], Directory.GetFiles(Path.Combine(_folder.Path, "int8")));
    }

    private static float[] Input => [.. Enumerable.Range(0, Inputs).Select(index => MathF.Cos(index))];

    private string CacheFile => Directory.GetFiles(Path.Combine(_folder.Path, "int8"), "*.weights").Single();

    private float[] Expected => _graph.RunQuantized(Input, 1, Inputs);

    private QuantizedModel Create(string weights = "hash") => QuantizedModel.Create(_graph.Quantize(), new TensorValues("small.onnx", "."), [weights], _folder.Path);

    private static float[] Run(QuantizedModel model) => SmallGraph.Run(model.Model, Input, [1, Inputs], IntegerProducts.Saturate, model.Folder);
}

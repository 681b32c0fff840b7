using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Architectures;

/// <summary>Real models, whose names and shapes are known, find all their tensors and read all but their heads.</summary>
public sealed class FullSizeTests
{
    private const int Edge = 224;

    [Theory]
    [InlineData("convnext-tiny-224", 768)]
    [InlineData("mobilenet_v2_1.0_224", 1280)]
    [InlineData("regnet-y-040", 1088)]
    [InlineData("resnet-50", 2048)]
    [InlineData("swin-tiny-patch4-window7-224", 768)]
    public void Open_ReadsEveryTensorButTheClassifiers(string name, int dimensions)
    {
        using TemporaryFolder checkpoint = new();
        string preprocessor = File.ReadAllText(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"));
        RandomCheckpoint.Write(SharedFiles.Fixture($"full-size/{name}"), preprocessor, checkpoint.Path);
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);
        float[] pixels = [.. Enumerable.Range(0, 3 * Edge * Edge).Select(index => MathF.Sin(index * 0.37f))];
        float[] embedding = new float[dimensions];

        encoder.EncodeRaw(pixels, 1, Edge, Edge, embedding);

        Assert.Equal(dimensions, encoder.Dimensions);
        Assert.NotEmpty(encoder.UnusedTensors);
        Assert.All(encoder.UnusedTensors, tensor => Assert.StartsWith("classifier.", tensor, StringComparison.Ordinal));
        Assert.All(embedding, component => Assert.True(float.IsFinite(component)));
        Assert.True(embedding.Max() > embedding.Min());
    }
}

using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Encoding;

public sealed class RealSizeTests
{
    /// <summary>Real models by the names and shapes of all their tensors; their weights are random.</summary>
    [Theory]
    [InlineData("dinov2-small", 384)]
    [InlineData("resnet-50", 2048)]
    public void Open_TakesTheTensorsOfARealModel(string name, int dimensions)
    {
        using TemporaryFolder folder = new();
        string preprocessor = File.ReadAllText(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"));
        RandomCheckpoint.Write(SharedFiles.Fixture($"full-size/{name}"), preprocessor, folder.Path);
        float[] embedding = new float[dimensions];

        using ImageEncoder encoder = ImageEncoder.Open(folder.Path);
        encoder.EncodeRaw(new float[3 * 56 * 56], 1, 56, 56, embedding);

        Assert.Equal(dimensions, encoder.Dimensions);
        Assert.All(embedding, component => Assert.True(float.IsFinite(component)));
        Assert.NotEqual(embedding[0], embedding[1]);
    }
}

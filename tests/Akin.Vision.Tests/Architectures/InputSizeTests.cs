using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Encoding;

namespace Akin.Vision.Tests.Architectures;

/// <summary>Convolutional models and Swins take inputs of any size down to the one that leaves nothing to compute with.</summary>
public sealed class InputSizeTests
{
    [Theory]
    [InlineData("convnext-0", 32)]
    [InlineData("convnext-1", 4)]
    [InlineData("convnextv2-0", 32)]
    [InlineData("dinov3-convnext-0", 32)]
    [InlineData("mobilenet_v2-0", 1)]
    [InlineData("regnet-0", 1)]
    [InlineData("resnet-0", 1)]
    [InlineData("swin-0", 25)]
    [InlineData("swinv2-0", 1)]
    public void EncodeRaw_TakesAnySizeFromTheLeastOn(string name, int leastEdge)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);

        Assert.All(Encode(encoder, leastEdge, leastEdge + 37), component => Assert.True(float.IsFinite(component)));
        if (leastEdge > 1)
        {
            CheckpointException exception = Assert.Throws<CheckpointException>(() => Encode(encoder, leastEdge + 37, leastEdge - 1));
            Assert.Contains($"at least {leastEdge} x {leastEdge}", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EncodeRaw_InterpolatesSwinsPositions_OnlyForANamedSize()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("swin-1"));
        using ImageEncoder trained = ImageEncoder.Open(checkpoint.Path);
        using ImageEncoder larger = ImageEncoder.Open(checkpoint.Path, new EncoderOptions { InputSize = (64, 80) });

        Assert.Contains("56 x 56", Assert.Throws<CheckpointException>(() => Encode(trained, 64, 80)).Message, StringComparison.Ordinal);
        Assert.All(Encode(larger, 64, 80), component => Assert.True(float.IsFinite(component)));
        CheckpointException odd = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(checkpoint.Path, new EncoderOptions { InputSize = (64, 78) }));
        Assert.Contains("64 x 78", odd.Message, StringComparison.Ordinal);
    }

    private static float[] Encode(ImageEncoder encoder, int height, int width)
    {
        float[] pixels = [.. Enumerable.Range(0, 3 * height * width).Select(index => MathF.Sin(index * 0.37f))];
        float[] embedding = new float[encoder.Dimensions];
        encoder.EncodeRaw(pixels, 1, height, width, embedding);
        return embedding;
    }
}

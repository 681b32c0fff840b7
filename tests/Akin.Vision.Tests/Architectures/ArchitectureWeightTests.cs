using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Encoding;

namespace Akin.Vision.Tests.Architectures;

public sealed class ArchitectureWeightTests
{
    /// <summary>A change of half a tensor's signs moves an embedding by far more than any tolerance.</summary>
    private const double LeastEffect = 10 * Goldens.BatchNormTolerance;

    public static TheoryData<string> Names => [.. Goldens.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeRaw_LeavesTheGolden_WhenATensorIsAltered(string name)
    {
        Npy expected = Npy.Read(Path.Combine(Goldens.Folder(name), "embedding.npy"));
        foreach (string tensor in Sample(name))
        {
            using CheckpointCopy checkpoint = new(Goldens.Folder(name));
            StoredWeights.Alter(checkpoint["model.safetensors"], tensor);

            float[] actual = Goldens.Encode(name, checkpoint.Path, Goldens.Options(name));

            double difference = Goldens.Difference(expected.Values, actual, expected.Shape[0]);
            Assert.True(difference > LeastEffect, $"{tensor} altered moves the embedding by {difference} only.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_NamesAMissingTensor(string name)
    {
        foreach (string tensor in Sample(name))
        {
            using CheckpointCopy checkpoint = new(Goldens.Folder(name));
            StoredWeights.Hide(checkpoint["model.safetensors"], tensor);

            CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(checkpoint.Path));

            Assert.Contains($"lacks the tensor {tensor},", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("vit-classifier-0", "classifier.bias", "classifier.weight")]
    [InlineData("vit-0", "pooler.dense.bias", "pooler.dense.weight")]
    [InlineData("deit-distilled-0", "cls_classifier.bias", "cls_classifier.weight", "distillation_classifier.bias", "distillation_classifier.weight")]
    [InlineData("dinov2-0", "embeddings.mask_token")]
    [InlineData("resnet-classifier-0", "classifier.1.bias", "classifier.1.weight")]
    public void UnusedTensors_AreWhatTheEmbeddingDoesNotNeed(string name, params string[] unused)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);

        Assert.Equal(unused, encoder.UnusedTensors);
    }

    [Fact]
    public void UnusedTensors_NameATextTowerAndOldBuffers()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("clip-0"));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);

        Assert.Contains("vision_model.embeddings.position_ids", encoder.UnusedTensors);
        Assert.Contains("text_projection.weight", encoder.UnusedTensors);
        Assert.DoesNotContain("visual_projection.weight", encoder.UnusedTensors);
    }

    [Fact]
    public void Open_AsksForAPooling_WhenAModelWasSavedWithoutItsHead()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("siglip-vision-0"));
        string config = File.ReadAllText(checkpoint["config.json"]);
        File.WriteAllText(checkpoint["config.json"], config.Replace("\"vision_use_head\": true", "\"vision_use_head\": false", StringComparison.Ordinal));

        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(checkpoint.Path));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path, new EncoderOptions { Pooling = Pooling.Mean });

        Assert.Contains("ask for the pooling mean.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("head.probe", encoder.UnusedTensors);
    }

    /// <summary>
    /// The first, the last and a middle one of the tensors that the embedding needs. Biases of keys are left out: they add the same to all scores of a query, which softmax
    /// does not see.
    /// </summary>
    private static IEnumerable<string> Sample(string name)
    {
        string[] used = [.. WrittenGraph.UsedWeights(name).Where(tensor => !tensor.EndsWith("key.bias", StringComparison.Ordinal) && !tensor.EndsWith("k_proj.bias", StringComparison.Ordinal))];
        return [used[0], used[used.Length / 2], used[^1]];
    }
}

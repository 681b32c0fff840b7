using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Encoding;

public sealed class ImageEncoderTests
{
    private static readonly string Golden = SharedFiles.Fixture("encoders/resnet-1");

    [Fact]
    public void Encode_GivesTheSameBits_WhateverTheBatchTheThreadsAndTheCompany()
    {
        Npy input = Npy.Read(Path.Combine(SharedFiles.Fixture("encoders/akin-mini"), "pixel_values.npy"));
        using ImageEncoder one = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { IntraOpThreads = 1 });
        using ImageEncoder two = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { IntraOpThreads = 2 });
        float[] batch = new float[5 * one.Dimensions];
        one.Encode(input.Values, 5, 112, 112, batch);

        Parallel.For(0, 20, call =>
        {
            int picture = call % 5;
            float[] alone = new float[one.Dimensions];
            (call % 2 == 0 ? one : two).Encode(input.Row(picture).ToArray(), 1, 112, 112, alone);
            Assert.Equal(batch[(picture * alone.Length)..((picture + 1) * alone.Length)], alone);
        });
    }

    [Fact]
    public void Fingerprint_TellsWhatShapesTheNumbersFromWhatDoesNot()
    {
        using CheckpointCopy checkpoint = new(Golden);
        string original = FingerprintOf(checkpoint);

        Change(checkpoint["config.json"], config => config["transformers_version"] = "9.9");
        Assert.Equal(original, FingerprintOf(checkpoint));

        Change(checkpoint["preprocessor_config.json"], config => config["resample"] = 3);
        string resampled = FingerprintOf(checkpoint);
        Assert.NotEqual(original, resampled);

        byte[] weights = File.ReadAllBytes(checkpoint["model.safetensors"]);
        weights[^1] ^= 1;
        File.WriteAllBytes(checkpoint["model.safetensors"], weights);
        Assert.NotEqual(resampled, FingerprintOf(checkpoint));
        Assert.Matches("^[0-9a-f]{64}$", original);
    }

    [Fact]
    public void Fingerprint_IsThatOfTheOpenedFiles_WheneverItIsAskedFor()
    {
        using CheckpointCopy checkpoint = new(Golden);
        string expected = FingerprintOf(checkpoint);
        ImageEncoder late = ImageEncoder.Open(checkpoint.Path);
        using ImageEncoder shared = ImageEncoder.Open(checkpoint.Path);
        using ImageEncoder tooLate = ImageEncoder.Open(checkpoint.Path);
        using ImageEncoder without = ImageEncoder.Open(checkpoint.Path);

        late.Dispose();
        Assert.Equal(expected, late.Fingerprint);
        Parallel.For(0, 8, _ => Assert.Equal(expected, shared.Fingerprint));

        byte[] weights = File.ReadAllBytes(checkpoint["model.safetensors"]);
        File.Delete(checkpoint["model.safetensors"]);
        CheckpointException gone = Assert.Throws<CheckpointException>(() => without.Fingerprint);
        Assert.Contains("cannot be read", gone.Message, StringComparison.Ordinal);

        File.WriteAllBytes(checkpoint["model.safetensors"], [.. weights, 0]);
        CheckpointException changed = Assert.Throws<CheckpointException>(() => tooLate.Fingerprint);
        Assert.Contains("model.safetensors has changed", changed.Message, StringComparison.Ordinal);
        Assert.Equal(expected, shared.Fingerprint);
    }

    [Theory]
    [InlineData("embedding_size", "17", "embedder.embedder.convolution.weight")]
    [InlineData("depths", "[2, 2]", "depths")]
    [InlineData("depths", "[2, 2, 9]", "lacks the tensor")]
    [InlineData("depths", "\"many\"", "depths")]
    [InlineData("layer_type", "\"round\"", "layer_type")]
    [InlineData("hidden_act", "\"nonsense\"", "hidden_act")]
    [InlineData("model_type", "\"nonsense\"", "nonsense")]
    [InlineData("num_channels", "4", "num_channels")]
    public void Open_NamesWhatDoesNotFit(string setting, string value, string words)
    {
        using CheckpointCopy checkpoint = new(Golden);
        Change(checkpoint["config.json"], config => config[setting] = JsonNode.Parse(value));

        AssertRefused(checkpoint.Path, words);
    }

    [Theory]
    [InlineData("preprocessor_config.json", "preprocessor_config.json")]
    [InlineData("config.json", "neither config.json")]
    [InlineData("model.safetensors", "model.safetensors")]
    public void Open_NamesAMissingFile(string name, string words)
    {
        using CheckpointCopy checkpoint = new(Golden);
        File.Delete(checkpoint[name]);

        AssertRefused(checkpoint.Path, words);
    }

    [Fact]
    public void Open_RefusesATruncatedOrForeignFile()
    {
        using CheckpointCopy checkpoint = new(Golden);
        byte[] weights = File.ReadAllBytes(checkpoint["model.safetensors"]);
        File.WriteAllBytes(checkpoint["model.safetensors"], weights[..(weights.Length / 2)]);
        AssertRefused(checkpoint.Path, "no sound safetensors file");

        File.Delete(checkpoint["model.safetensors"]);
        File.WriteAllText(checkpoint["model.onnx"], "not an ONNX model");
        AssertRefused(checkpoint.Path, "cannot be loaded");
    }

    [Theory]
    [InlineData("{\"model_type\": ")]
    [InlineData("[1, 2]")]
    [InlineData("{\"model_type\": \"\\ud800\"}")]
    [InlineData("{\"\\udc00\": 1}")]
    public void Open_RefusesAConfigurationThatIsNoJson(string text)
    {
        using CheckpointCopy checkpoint = new(Golden);
        File.WriteAllText(checkpoint["config.json"], text);

        AssertRefused(checkpoint.Path, "config.json");
    }

    [Fact]
    public void Open_FollowsLinksToTheWeights()
    {
        using CheckpointCopy blobs = new(Golden);
        using CheckpointCopy checkpoint = new(Golden);
        File.Move(blobs["model.safetensors"], blobs["0123abcd"]);
        File.Delete(checkpoint["model.safetensors"]);
        File.CreateSymbolicLink(checkpoint["model.safetensors"], blobs["0123abcd"]);

        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);

        Assert.Equal(48, encoder.Dimensions);
    }

    [Fact]
    public void Open_NamesAModelThatIsNotThere() => AssertRefused("no/such/model", "akin-mini");

    private static string FingerprintOf(CheckpointCopy checkpoint)
    {
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);
        return encoder.Fingerprint;
    }

    private static void Change(string path, Action<JsonNode> change)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(path))!;
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    private static void AssertRefused(string path, string words)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(path));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}

using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Encoding;

namespace Akin.Vision.Tests.Architectures;

/// <summary>Configurations of convolutional models and Swins that are wrong, hostile, or of a kind that no golden has.</summary>
public sealed class ConvolutionalConfigTests
{
    [Theory]
    [InlineData("regnet-0", "depths", "[1, 2, 2]", "depths")]
    [InlineData("regnet-0", "depths", "[1, 2, 2, 0]", "depths")]
    [InlineData("regnet-0", "depths", "[1, 3, 2, 1]", "encoder.stages.1.layers.2.")]
    [InlineData("regnet-0", "depths", "[1024, 1024, 1024, 1024]", "lacks the tensor")]
    [InlineData("regnet-0", "depths", "[99999, 2, 2, 1]", "depths")]
    [InlineData("regnet-0", "hidden_sizes", "[24, 48, 96, 2147483647]", "hidden_sizes")]
    [InlineData("regnet-0", "hidden_sizes", "null", "asks for")]
    [InlineData("regnet-0", "groups_width", "0", "groups_width")]
    [InlineData("regnet-0", "hidden_sizes", "[25, 48, 96, 96]", "groups_width")]
    [InlineData("regnet-0", "layer_type", "\"z\"", "layer_type")]
    [InlineData("regnet-0", "embedding_size", "-1", "embedding_size")]
    [InlineData("mobilenet_v2-0", "depth_multiplier", "0", "depth_multiplier")]
    [InlineData("mobilenet_v2-0", "depth_multiplier", "1e300", "depth_multiplier")]
    [InlineData("mobilenet_v2-0", "depth_multiplier", "100", "asks for")]
    [InlineData("mobilenet_v2-0", "expand_ratio", "-6", "expand_ratio")]
    [InlineData("mobilenet_v2-0", "depth_divisible_by", "0", "depth_divisible_by")]
    [InlineData("mobilenet_v2-0", "min_depth", "99999999999", "min_depth")]
    [InlineData("mobilenet_v2-0", "layer_norm_eps", "-1", "layer_norm_eps")]
    [InlineData("mobilenet_v2-0", "output_stride", "0", "output_stride")]
    [InlineData("mobilenet_v2-0", "num_channels", "1", "num_channels")]
    [InlineData("mobilenet_v2-0", "first_layer_is_expansion", "false", "conv_stem.expand_1x1.convolution.weight")]
    [InlineData("efficientnet-0", "width_coefficient", "0", "width_coefficient")]
    [InlineData("efficientnet-0", "depth_coefficient", "-1", "depth_coefficient")]
    [InlineData("efficientnet-0", "depth_coefficient", "100", "asks for")]
    [InlineData("efficientnet-0", "depth_divisor", "0", "depth_divisor")]
    [InlineData("efficientnet-0", "hidden_dim", "1280", "hidden_dim")]
    [InlineData("efficientnet-0", "pooling_type", "\"median\"", "pooling_type")]
    [InlineData("efficientnet-0", "kernel_sizes", "[3, 3, 5, 3, 4, 5, 3]", "kernel_sizes")]
    [InlineData("efficientnet-0", "kernel_sizes", "[3, 3]", "kernel_sizes")]
    [InlineData("efficientnet-0", "strides", "[1, 2, 3, 2, 1, 2, 1]", "strides")]
    [InlineData("efficientnet-0", "in_channels", "[]", "in_channels")]
    [InlineData("efficientnet-0", "expand_ratios", "[1, 6, 6, 6, 6, 6, 0]", "expand_ratios")]
    [InlineData("efficientnet-0", "depthwise_padding", "[-1]", "depthwise_padding")]
    [InlineData("convnext-0", "num_stages", "3", "num_stages")]
    [InlineData("convnext-0", "patch_size", "0", "patch_size")]
    [InlineData("convnext-0", "hidden_act", "\"nonsense\"", "hidden_act")]
    [InlineData("convnext-0", "layer_norm_eps", "\"small\"", "layer_norm_eps")]
    [InlineData("convnext-0", "depths", "[1, 1, 2, 2]", "encoder.stages.3.layers.1.dwconv.weight")]
    [InlineData("convnextv2-0", "model_type", "\"convnext\"", "layer_scale_parameter")]
    [InlineData("dinov3-convnext-0", "depths", "[1, 2, 2, 2]", "stages.3.layers.1.depthwise_conv.weight")]
    [InlineData("swin-0", "num_heads", "[3]", "num_heads")]
    [InlineData("swin-0", "num_heads", "[5, 6]", "num_heads")]
    [InlineData("swin-0", "depths", "[2, 2, 2, 2, 2, 2, 2, 2, 2]", "depths")]
    [InlineData("swin-0", "depths", "[2, 3]", "encoder.layers.1.blocks.2.")]
    [InlineData("swin-0", "window_size", "0", "window_size")]
    [InlineData("swin-0", "window_size", "5", "relative_position_bias_table")]
    [InlineData("swin-0", "window_size", "100000", "window_size")]
    [InlineData("swin-0", "embed_dim", "1000000000", "embed_dim")]
    [InlineData("swin-0", "mlp_ratio", "0", "mlp_ratio")]
    [InlineData("swin-0", "patch_size", "[4, 2]", "patch_size")]
    [InlineData("swin-0", "image_size", "[64, 64, 64]", "image_size")]
    [InlineData("swin-1", "image_size", "64", "embeddings.position_embeddings")]
    [InlineData("swin-1", "qkv_bias", "true", "attention.self.query.bias")]
    [InlineData("swinv2-0", "image_size", "4", "image_size")]
    [InlineData("swinv2-0", "pretrained_window_sizes", "[8]", "pretrained_window_sizes")]
    [InlineData("swinv2-0", "pretrained_window_sizes", "[8, 1]", "pretrained_window_sizes")]
    [InlineData("swinv2-0", "model_type", "\"swin\"", "asks for")]
    public void Open_SaysWhatDoesNotFit(string golden, string setting, string value, string words)
    {
        using CheckpointCopy checkpoint = Changed(golden, setting, JsonNode.Parse(value));

        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(checkpoint.Path));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Open_LeavesTheLayerScaleUnread_WhenItsInitialValueIsZero()
    {
        using CheckpointCopy checkpoint = Changed("convnext-0", "layer_scale_init_value", 0.0);
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);

        Assert.Equal(5, encoder.UnusedTensors.Count);
        Assert.All(encoder.UnusedTensors, tensor => Assert.EndsWith(".layer_scale_parameter", tensor, StringComparison.Ordinal));
    }

    [Fact]
    public void Encode_TakesTheLargestValues_WhenEfficientNetPoolsThem()
    {
        using CheckpointCopy means = Changed("efficientnet-0", "pooling_type", "mean");
        using CheckpointCopy largest = Changed("efficientnet-0", "pooling_type", "max");

        float[] mean = EncodeFirst("efficientnet-0", means);
        float[] most = EncodeFirst("efficientnet-0", largest);

        Assert.All(mean.Zip(most), pair => Assert.True(pair.First <= pair.Second));
        Assert.Contains(mean.Zip(most), pair => pair.First < pair.Second);
    }

    [Fact]
    public void Encode_PadsEfficientNetsOtherBlocks_WhenTheyAreListed()
    {
        using CheckpointCopy plain = Changed("efficientnet-0", "depthwise_padding", new JsonArray());
        using CheckpointCopy listed = Changed("efficientnet-0", "depthwise_padding", new JsonArray(1));

        Assert.NotEqual(EncodeFirst("efficientnet-0", plain), EncodeFirst("efficientnet-0", listed));
    }

    private static CheckpointCopy Changed(string golden, string setting, JsonNode? value)
    {
        CheckpointCopy checkpoint = new(SharedFiles.Fixture($"encoders/{golden}"));
        JsonNode config = JsonNode.Parse(File.ReadAllText(checkpoint["config.json"]))!;
        config[setting] = value;
        File.WriteAllText(checkpoint["config.json"], config.ToJsonString());
        return checkpoint;
    }

    private static float[] EncodeFirst(string golden, CheckpointCopy checkpoint)
    {
        Npy input = Npy.Read(Path.Combine(SharedFiles.Fixture($"encoders/{golden}"), "pixel_values.npy"));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);
        float[] embedding = new float[encoder.Dimensions];
        encoder.EncodeRaw(input.Row(0).ToArray(), 1, input.Shape[2], input.Shape[3], embedding);
        return embedding;
    }
}

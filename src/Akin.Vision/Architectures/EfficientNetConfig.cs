using System.Text.Json;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>What an EfficientNet's <c>config.json</c> says, scaled; the defaults are those of <c>transformers</c>' <c>EfficientNetConfig</c>, B7's.</summary>
internal sealed record EfficientNetConfig
{
    private const double LargestCoefficient = 100;
    private const int RepeatLimit = 1024;

    /// <summary>The stages in order.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>The blocks, counted from 0, whose depthwise convolution is padded on both sides alike although it halves the map.</summary>
    public required IReadOnlyList<int> CentredBlocks { get; init; }

    /// <summary>Channels between the two convolutions of a gate, relative to the block's input.</summary>
    public required double SqueezeRatio { get; init; }

    /// <summary>What batch normalisation adds to the variance.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Whether the pooled output is the largest value over all places, and not the mean.</summary>
    public required bool PoolsLargest { get; init; }

    private double WidthCoefficient { get; init; }

    private int Divisor { get; init; }

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="CheckpointException">A value is out of range, or the lists differ in length.</exception>
    public static EfficientNetConfig Read(ConfigFile config)
    {
        ConvolutionStages.RequireThreeChannels(config);
        double depth = config.Number("depth_coefficient", 3.1, 0.001, LargestCoefficient);
        EfficientNetConfig read = new()
        {
            Stages = [],
            CentredBlocks = config.Find("depthwise_padding") is { ValueKind: JsonValueKind.Array } blocks && blocks.GetArrayLength() == 0
                ? []
                : config.Integers("depthwise_padding", [], 0, int.MaxValue),
            SqueezeRatio = config.Number("squeeze_expansion_ratio", 0.25, 0, 1),
            Epsilon = config.Number("batch_norm_eps", 0.001, 0, 1),
            WidthCoefficient = config.Number("width_coefficient", 2, 0.001, LargestCoefficient),
            Divisor = config.Integer("depth_divisor", 8, 1, ConvolutionStages.ChannelLimit),
            PoolsLargest = config.Text("pooling_type") switch
            {
                null or "mean" => false,
                "max" => true,
                _ => throw config.Wrong("pooling_type", "mean or max"),
            },
        };
        IReadOnlyList<int> inputs = config.Integers("in_channels", [32, 16, 24, 40, 80, 112, 192], 1, ConvolutionStages.ChannelLimit);
        IReadOnlyList<int> outputs = List("out_channels", [16, 24, 40, 80, 112, 192, 320], ConvolutionStages.ChannelLimit);
        IReadOnlyList<int> kernels = List("kernel_sizes", [3, 3, 5, 3, 5, 5, 3], 31);
        IReadOnlyList<int> strides = List("strides", [1, 2, 2, 2, 1, 2, 1], 2);
        IReadOnlyList<int> repeats = List("num_block_repeats", [1, 2, 2, 3, 3, 4, 1], RepeatLimit);
        IReadOnlyList<int> ratios = List("expand_ratios", [1, 6, 6, 6, 6, 6, 6], 64);
        if (kernels.Any(kernel => kernel % 2 == 0 || kernel < 3))
        {
            throw config.Wrong("kernel_sizes", "odd numbers from 3 on");
        }

        return read with
        {
            Stages =
            [
                .. Enumerable.Range(0, inputs.Count).Select(stage => new Stage(
                    read.Scaled(inputs[stage]), read.Scaled(outputs[stage]), kernels[stage], strides[stage], (int)Math.Ceiling(depth * repeats[stage]), ratios[stage])),
            ],
        };

        IReadOnlyList<int> List(string name, IReadOnlyList<int> whenAbsent, int most)
        {
            IReadOnlyList<int> values = config.Integers(name, whenAbsent, 1, most);
            return values.Count == inputs.Count ? values : throw config.Wrong(name, $"{inputs.Count} numbers, one for each of in_channels");
        }
    }

    /// <summary>A number of channels at this network's width.</summary>
    public int Scaled(int channels) => ChannelRounding.Round(channels * WidthCoefficient, Divisor, Divisor);

    /// <summary>Blocks of one kind.</summary>
    /// <param name="InputChannels">Channels that come into the first.</param>
    /// <param name="Channels">Channels that go out of each.</param>
    /// <param name="Kernel">The depthwise kernel's edge, odd, at least 3.</param>
    /// <param name="Stride">The first block's stride, 1 or 2; the others' is 1.</param>
    /// <param name="Repeats">Blocks, at least 1.</param>
    /// <param name="ExpandRatio">Channels within a block, relative to those that come in.</param>
    internal sealed record Stage(int InputChannels, int Channels, int Kernel, int Stride, int Repeats, int ExpandRatio);
}

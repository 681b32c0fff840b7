using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: efficientnet</c> (Tan and Le 2019, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks), as <c>transformers</c>'
/// <c>EfficientNetModel</c> builds it. The raw embedding is <c>pooler_output</c>: the mean, or the largest value, over all places.
/// </summary>
internal sealed class EfficientNet
{
    private const int StemChannels = 32;
    private const int OutputChannels = 1280;

    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly EfficientNetConfig _settings;
    private readonly string _prefix;

    private EfficientNet(GraphRequest request)
    {
        _graph = request.Graph;
        _config = request.Config;
        _settings = EfficientNetConfig.Read(_config);
        _prefix = _graph.Prefix("embeddings.convolution.weight", "efficientnet.");
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new EfficientNet(request).Write();

    private GraphOutputs Write()
    {
        Convolution stem = new(ConvolutionStages.PictureChannels, _settings.Scaled(StemChannels), 3) { Stride = 2, Padding = (0, 1) };
        string value = Activate(Normalized(stem, GraphWriter.InputName, "embeddings.convolution", "embeddings.batchnorm"));
        int block = 0;
        int channels = stem.Channels;
        foreach (EfficientNetConfig.Stage stage in _settings.Stages)
        {
            for (int repeat = 0; repeat < stage.Repeats; repeat++)
            {
                value = Block(value, block, stage, isFirst: repeat == 0);
                block++;
            }

            channels = stage.Channels;
        }

        int width = _settings.Scaled(OutputChannels);
        if (_config.Integer("hidden_dim", 2560, 1, ConvolutionStages.ChannelLimit) != width)
        {
            throw new CheckpointException(_config.Path, $"{_config.Path}: hidden_dim does not fit width_coefficient, which makes {width} channels of the last {OutputChannels}.");
        }

        value = Activate(Normalized(new Convolution(channels, width, 1), value, "encoder.top_conv", "encoder.top_bn"));
        string pooler = _graph.Node("Flatten", [_graph.Node(_settings.PoolsLargest ? "GlobalMaxPool" : "GlobalAveragePool", [value])]);
        return GraphOutputs.OfMap(value, width, pooler);
    }

    private string Block(string value, int index, EfficientNetConfig.Stage stage, bool isFirst)
    {
        string name = $"encoder.blocks.{index}";
        int inputChannels = isFirst ? stage.InputChannels : stage.Channels;
        int expanded = inputChannels * stage.ExpandRatio;
        string result = value;
        if (stage.ExpandRatio != 1)
        {
            result = Activate(Normalized(new Convolution(inputChannels, expanded, 1), result, $"{name}.expansion.expand_conv", $"{name}.expansion.expand_bn"));
        }

        Convolution depthwise = Depthwise(expanded, stage.Kernel, isFirst ? stage.Stride : 1, index);
        result = Activate(Normalized(depthwise, result, $"{name}.depthwise_conv.depthwise_conv", $"{name}.depthwise_conv.depthwise_norm"));
        string excite = $"{_prefix}{name}.squeeze_excite";
        SqueezeExcitation excitation = new(expanded, Math.Max(1, (int)(inputChannels * _settings.SqueezeRatio)));
        result = excitation.Write(_graph, result, $"{excite}.reduce", Activate, $"{excite}.expand");
        result = Normalized(new Convolution(expanded, stage.Channels, 1), result, $"{name}.projection.project_conv", $"{name}.projection.project_bn");
        return isFirst ? result : _graph.Add(result, value);
    }

    /// <summary>A depthwise convolution; one that halves the map pads one zero less in front, except in the blocks that <c>depthwise_padding</c> lists.</summary>
    private Convolution Depthwise(int channels, int kernel, int stride, int block)
    {
        int before = stride == 1 || _settings.CentredBlocks.Contains(block) ? kernel / 2 : (kernel / 2) - 1;
        return new Convolution(channels, channels, kernel) { Groups = channels, Stride = stride, Padding = (before, kernel / 2) };
    }

    private string Normalized(Convolution convolution, string value, string name, string normalization) =>
        (convolution with { Epsilon = _settings.Epsilon }).Write(_graph, value, _prefix + name, _prefix + normalization);

    private string Activate(string value) => Activation.Write(_graph, _config, "hidden_act", "swish", value);
}

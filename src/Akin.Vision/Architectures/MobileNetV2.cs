using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: mobilenet_v2</c> (Sandler et al. 2018, MobileNetV2: Inverted Residuals and Linear Bottlenecks), as <c>transformers</c>' <c>MobileNetV2Model</c>
/// builds it. The raw embedding is <c>pooler_output</c>: the mean over all places.
/// </summary>
internal sealed class MobileNetV2
{
    private const int StemChannels = 32;
    private const int OutputChannels = 1280;

    /// <summary>Channels after the stem and after each block at <c>depth_multiplier</c> 1 (table 2 of the paper).</summary>
    private static readonly int[] BlockChannels = [16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320];

    /// <summary>Each block's stride, the stem left out.</summary>
    private static readonly int[] BlockStrides = [2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];

    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly string _prefix;
    private readonly double _depthMultiplier;
    private readonly double _expandRatio;
    private readonly double _epsilon;
    private readonly int _divisor;
    private readonly int _leastDepth;
    private readonly bool _padsAsTensorFlow;

    private MobileNetV2(GraphRequest request)
    {
        _graph = request.Graph;
        _config = request.Config;
        _prefix = _graph.Prefix("conv_1x1.convolution.weight", "mobilenet_v2.");
        _depthMultiplier = _config.Number("depth_multiplier", 1, 0.001, 100);
        _expandRatio = _config.Number("expand_ratio", 6, 0.001, 100);
        _epsilon = _config.Number("layer_norm_eps", 0.001, 0, 1);
        _divisor = _config.Integer("depth_divisible_by", 8, 1, ConvolutionStages.ChannelLimit);
        _leastDepth = _config.Integer("min_depth", 8, 1, ConvolutionStages.ChannelLimit);
        _padsAsTensorFlow = _config.Flag("tf_padding", true);
        ConvolutionStages.RequireThreeChannels(_config);
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new MobileNetV2(request).Write();

    private GraphOutputs Write()
    {
        int channels = Scaled(BlockChannels[0]);
        string value = Stem(channels);

        // Once the map is as small as output_stride allows, dilation stands in for the strides that are left.
        int smallest = _config.Integer("output_stride", 32, 1, ConvolutionStages.ChannelLimit);
        int reduction = 2;
        int dilation = 1;
        for (int block = 0; block < BlockStrides.Length; block++)
        {
            bool dilates = reduction == smallest;
            int outputChannels = Scaled(BlockChannels[block + 1]);
            value = Block(value, $"layer.{block}", channels, outputChannels, dilates ? 1 : BlockStrides[block], dilates ? dilation : 1);
            (reduction, dilation) = dilates ? (reduction, dilation * BlockStrides[block]) : (reduction * BlockStrides[block], dilation);
            channels = outputChannels;
        }

        int width = _config.Flag("finegrained_output", true) && _depthMultiplier < 1 ? OutputChannels : Scaled(OutputChannels);
        value = Activate(Normalized(new Convolution(channels, width, 1), value, "conv_1x1"));
        return GraphOutputs.OfMap(value, width, _graph.MeanOverPlaces(value));
    }

    private string Stem(int channels)
    {
        int expanded = Scaled(StemChannels);
        string value = Activate(Normalized(new Convolution(ConvolutionStages.PictureChannels, expanded, 3) { Stride = 2 }, GraphWriter.InputName, "conv_stem.first_conv"));
        if (!_config.Flag("first_layer_is_expansion", true))
        {
            value = Activate(Normalized(new Convolution(expanded, expanded, 1), value, "conv_stem.expand_1x1"));
        }

        value = Activate(Normalized(new Convolution(expanded, expanded, 3) { Groups = expanded }, value, "conv_stem.conv_3x3"));
        return Normalized(new Convolution(expanded, channels, 1), value, "conv_stem.reduce_1x1");
    }

    private string Block(string value, string name, int inputChannels, int channels, int stride, int dilation)
    {
        int expanded = Rounded(inputChannels * _expandRatio);
        Convolution depthwise = new(expanded, expanded, 3) { Groups = expanded, Stride = stride, Dilation = dilation };
        string result = Activate(Normalized(new Convolution(inputChannels, expanded, 1), value, $"{name}.expand_1x1"));
        result = Activate(Normalized(depthwise, result, $"{name}.conv_3x3"));
        result = Normalized(new Convolution(expanded, channels, 1), result, $"{name}.reduce_1x1");
        return stride == 1 && inputChannels == channels ? _graph.Add(value, result) : result;
    }

    private string Normalized(Convolution convolution, string value, string name) =>
        (convolution with { PadsAsTensorFlow = _padsAsTensorFlow, Epsilon = _epsilon })
            .Write(_graph, value, $"{_prefix}{name}.convolution", $"{_prefix}{name}.normalization");

    private int Scaled(int channels) => Rounded(channels * _depthMultiplier);

    private int Rounded(double channels) => ChannelRounding.Round(Math.Round(channels), _divisor, _leastDepth);

    private string Activate(string value) => Activation.Write(_graph, _config, "hidden_act", "relu6", value);
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: resnet</c> (He et al. 2015, Deep Residual Learning for Image Recognition), as <c>transformers</c>' <c>ResNetModel</c> builds it.
/// The raw embedding is <c>pooler_output</c>: the mean over all places.
/// </summary>
internal sealed class ResNet
{
    /// <summary>A bottleneck's inner channels are a quarter of its outer ones.</summary>
    private const int BottleneckReduction = 4;

    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly string _prefix;
    private readonly bool _isBasic;

    private ResNet(GraphRequest request)
    {
        _graph = request.Graph;
        _config = request.Config;
        _prefix = _graph.Prefix("embedder.embedder.convolution.weight", "resnet.");
        _isBasic = _config.Text("layer_type") switch
        {
            null or "bottleneck" => false,
            "basic" => true,
            _ => throw _config.Wrong("layer_type", "basic or bottleneck"),
        };
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new ResNet(request).Write();

    private GraphOutputs Write()
    {
        ConvolutionStages stages = ConvolutionStages.Read(_config, [256, 512, 1024, 2048], [3, 4, 6, 3]);
        int channels = _config.Integer("embedding_size", 64, 1, ConvolutionStages.ChannelLimit);
        bool isFirstHalved = _config.Flag("downsample_in_first_stage", false);
        Convolution stem = new(ConvolutionStages.PictureChannels, channels, 7) { Stride = 2 };
        string value = Activate(Normalized(stem, GraphWriter.InputName, "embedder.embedder"));
        value = _graph.Node("MaxPool", [value], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
        (value, channels) = stages.Write(value, channels, isFirstHalved, Layer);
        return GraphOutputs.OfMap(value, channels, _graph.MeanOverPlaces(value));
    }

    private string Layer(string value, string name, int inputChannels, int channels, int stride)
    {
        string residual = inputChannels != channels || stride != 1
            ? Normalized(new Convolution(inputChannels, channels, 1) { Stride = stride }, value, $"{name}.shortcut")
            : value;
        return Activate(_graph.Add(_isBasic ? Basic(value, name, inputChannels, channels, stride) : Bottleneck(value, name, inputChannels, channels, stride), residual));
    }

    private string Basic(string value, string name, int inputChannels, int channels, int stride)
    {
        string result = Activate(Normalized(new Convolution(inputChannels, channels, 3) { Stride = stride }, value, $"{name}.layer.0"));
        return Normalized(new Convolution(channels, channels, 3), result, $"{name}.layer.1");
    }

    private string Bottleneck(string value, string name, int inputChannels, int channels, int stride)
    {
        int inner = channels / BottleneckReduction;
        bool isFirstStrided = _config.Flag("downsample_in_bottleneck", false);
        string result = Activate(Normalized(new Convolution(inputChannels, inner, 1) { Stride = isFirstStrided ? stride : 1 }, value, $"{name}.layer.0"));
        result = Activate(Normalized(new Convolution(inner, inner, 3) { Stride = isFirstStrided ? 1 : stride }, result, $"{name}.layer.1"));
        return Normalized(new Convolution(inner, channels, 1), result, $"{name}.layer.2");
    }

    private string Normalized(Convolution convolution, string value, string name) =>
        convolution.Write(_graph, value, $"{_prefix}{name}.convolution", $"{_prefix}{name}.normalization");

    private string Activate(string value) => Activation.Write(_graph, _config, "hidden_act", "relu", value);
}

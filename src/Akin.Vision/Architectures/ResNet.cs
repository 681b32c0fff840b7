using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: resnet</c> (He et al. 2015, Deep Residual Learning for Image Recognition), as <c>transformers</c>' <c>ResNetModel</c> builds it.
/// The raw embedding is <c>pooler_output</c>: the mean over all places.
/// </summary>
internal sealed class ResNet
{
    /// <summary>PyTorch's default for <c>BatchNorm2d</c>, which the model does not change.</summary>
    private const double NormalizationEpsilon = 1e-5;

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
        int channels = _config.Integer("embedding_size", 64, 1, 65_536);
        IReadOnlyList<int> widths = _config.Integers("hidden_sizes", [256, 512, 1024, 2048], 1, 65_536);
        IReadOnlyList<int> depths = _config.Integers("depths", [3, 4, 6, 3], 1, 1024);
        if (depths.Count != widths.Count)
        {
            throw _config.Wrong("depths", $"{widths.Count} numbers, one for each of hidden_sizes");
        }

        if (_config.Integer("num_channels", 3, 1, 1024) != 3)
        {
            throw _config.Wrong("num_channels", "3");
        }

        string value = Convolve(GraphWriter.InputName, "embedder.embedder", 3, channels, kernel: 7, stride: 2, isActivated: true);
        value = _graph.Node("MaxPool", [value], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
        for (int stage = 0; stage < widths.Count; stage++)
        {
            bool halves = stage > 0 || _config.Flag("downsample_in_first_stage", false);
            for (int layer = 0; layer < depths[stage]; layer++)
            {
                value = Layer(value, $"encoder.stages.{stage}.layers.{layer}", channels, widths[stage], layer == 0 && halves ? 2 : 1);
                channels = widths[stage];
            }
        }

        PooledValue pooler = new(_graph.MeanOverPlaces(value), channels);
        return new GraphOutputs { LastHiddenState = value, HiddenWidth = channels, IsFeatureMap = true, Pooler = pooler, Default = pooler };
    }

    private string Layer(string value, string name, int inputChannels, int channels, int stride)
    {
        string residual = inputChannels != channels || stride != 1
            ? Convolve(value, $"{name}.shortcut", inputChannels, channels, kernel: 1, stride, isActivated: false)
            : value;
        string result;
        if (_isBasic)
        {
            result = Convolve(value, $"{name}.layer.0", inputChannels, channels, kernel: 3, stride, isActivated: true);
            result = Convolve(result, $"{name}.layer.1", channels, channels, kernel: 3, stride: 1, isActivated: false);
        }
        else
        {
            int inner = channels / BottleneckReduction;
            bool isFirstStrided = _config.Flag("downsample_in_bottleneck", false);
            result = Convolve(value, $"{name}.layer.0", inputChannels, inner, kernel: 1, isFirstStrided ? stride : 1, isActivated: true);
            result = Convolve(result, $"{name}.layer.1", inner, inner, kernel: 3, isFirstStrided ? 1 : stride, isActivated: true);
            result = Convolve(result, $"{name}.layer.2", inner, channels, kernel: 1, stride: 1, isActivated: false);
        }

        return Activate(_graph.Node("Add", [result, residual]));
    }

    private string Convolve(string value, string name, int inputChannels, int channels, int kernel, int stride, bool isActivated)
    {
        string convolved = _graph.Convolve(value, $"{_prefix}{name}.convolution", inputChannels, channels, kernel, stride, padding: kernel / 2, hasBias: false);
        string normalised = _graph.BatchNorm(convolved, $"{_prefix}{name}.normalization", channels, NormalizationEpsilon);
        return isActivated ? Activate(normalised) : normalised;
    }

    private string Activate(string value) => Activation.Write(_graph, _config, "hidden_act", "relu", value);
}

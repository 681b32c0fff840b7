using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: regnet</c> (Radosavovic et al. 2020, Designing Network Design Spaces), as <c>transformers</c>' <c>RegNetModel</c> builds it: X layers, and
/// Y layers, which squeeze and excite. The raw embedding is <c>pooler_output</c>: the mean over all places.
/// </summary>
internal sealed class RegNet
{
    /// <summary>A Y layer squeezes to a quarter of the channels that come into it, rounded to even.</summary>
    private const double SqueezeReduction = 4;

    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly string _prefix;
    private readonly bool _squeezes;
    private readonly int _groupWidth;

    private RegNet(GraphRequest request)
    {
        _graph = request.Graph;
        _config = request.Config;
        _prefix = _graph.Prefix("embedder.embedder.convolution.weight", "regnet.");
        _groupWidth = _config.Integer("groups_width", 64, 1, ConvolutionStages.ChannelLimit);
        _squeezes = _config.Text("layer_type") switch
        {
            null or "y" => true,
            "x" => false,
            _ => throw _config.Wrong("layer_type", "x or y"),
        };
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new RegNet(request).Write();

    private GraphOutputs Write()
    {
        ConvolutionStages stages = ConvolutionStages.Read(_config, [128, 192, 512, 1088], [2, 6, 12, 2]);
        int channels = _config.Integer("embedding_size", 32, 1, ConvolutionStages.ChannelLimit);
        bool isFirstHalved = _config.Flag("downsample_in_first_stage", true);
        Convolution stem = new(ConvolutionStages.PictureChannels, channels, 3) { Stride = 2 };
        string value = Activate(Normalized(stem, GraphWriter.InputName, "embedder.embedder"));
        (value, channels) = stages.Write(value, channels, isFirstHalved, Layer);
        return GraphOutputs.OfMap(value, channels, _graph.MeanOverPlaces(value));
    }

    private string Layer(string value, string name, int inputChannels, int channels, int stride)
    {
        int groups = Math.Max(1, channels / _groupWidth);
        if (channels % groups != 0)
        {
            throw new CheckpointException(_config.Path, $"{_config.Path}: hidden_sizes holds {channels}, which does not divide into {groups} groups of groups_width {_groupWidth}.");
        }

        string residual = inputChannels != channels || stride != 1
            ? Normalized(new Convolution(inputChannels, channels, 1) { Stride = stride }, value, $"{name}.shortcut")
            : value;
        string result = Activate(Normalized(new Convolution(inputChannels, channels, 1), value, $"{name}.layer.0"));
        result = Activate(Normalized(new Convolution(channels, channels, 3) { Stride = stride, Groups = groups }, result, $"{name}.layer.1"));
        if (_squeezes)
        {
            string attention = $"{_prefix}{name}.layer.2.attention";
            SqueezeExcitation excitation = new(channels, (int)Math.Round(inputChannels / SqueezeReduction));
            result = excitation.Write(_graph, result, $"{attention}.0", reduced => _graph.Node("Relu", [reduced]), $"{attention}.2");
        }

        result = Normalized(new Convolution(channels, channels, 1), result, $"{name}.layer.{(_squeezes ? 3 : 2)}");
        return Activate(_graph.Add(result, residual));
    }

    private string Normalized(Convolution convolution, string value, string name) =>
        convolution.Write(_graph, value, $"{_prefix}{name}.convolution", $"{_prefix}{name}.normalization");

    private string Activate(string value) => Activation.Write(_graph, _config, "hidden_act", "relu", value);
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: convnext</c> (Liu et al. 2022, A ConvNet for the 2020s) and <c>convnextv2</c> (Woo et al. 2023, ConvNeXt V2), as <c>transformers</c>'
/// <c>ConvNextModel</c> and <c>ConvNextV2Model</c> build them. The raw embedding is <c>pooler_output</c>: the layer norm of the mean over all places.
/// </summary>
internal sealed class ConvNext
{
    /// <summary>Fixed in all layer norms but the last.</summary>
    private const double InnerEpsilon = 1e-6;

    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly ConvNextBlock _block;
    private readonly string _prefix;

    private ConvNext(GraphRequest request, ConvNextBlock block, string prefix)
    {
        _graph = request.Graph;
        _config = request.Config;
        _block = block;
        _prefix = _graph.Prefix("embeddings.patch_embeddings.weight", prefix);
    }

    private static ConvNextBlock BareBlock => new() { Depthwise = "dwconv", Norm = "layernorm", NormEpsilon = InnerEpsilon, Expand = "pwconv1", Reduce = "pwconv2" };

    /// <summary>The recipe of the first version: see <see cref="Architecture.GraphRecipe"/>. A <c>layer_scale_init_value</c> of 0 means that there is no scale.</summary>
    public static GraphOutputs Write(GraphRequest request)
    {
        string? scale = request.Config.Number("layer_scale_init_value", 1e-6) > 0 ? "layer_scale_parameter" : null;
        return new ConvNext(request, BareBlock with { Scale = scale }, "convnext.").Write();
    }

    /// <summary>The recipe of the second version.</summary>
    public static GraphOutputs WriteSecond(GraphRequest request) => new ConvNext(request, BareBlock with { Response = "grn" }, "convnextv2.").Write();

    private GraphOutputs Write()
    {
        ConvolutionStages stages = ConvolutionStages.Read(_config, [96, 192, 384, 768], [3, 3, 9, 3]);
        if (_config.Integer("num_stages", 4, 1, 64) != stages.Widths.Count)
        {
            throw _config.Wrong("num_stages", $"{stages.Widths.Count}, as many as hidden_sizes has numbers");
        }

        int patch = _config.Integer("patch_size", 4, 1, 1024);
        _graph.RequireInput(stages.LeastEdge(patch));
        int channels = stages.Widths[0];
        string map = _graph.Convolve(GraphWriter.InputName, _prefix + "embeddings.patch_embeddings", ConvolutionStages.PictureChannels, channels, patch, stride: patch);
        map = ConvNextBlock.NormalizeChannels(_graph, map, _prefix + "embeddings.layernorm", channels, InnerEpsilon);
        foreach ((int stage, int layer, int width) in stages.Layers)
        {
            string name = $"{_prefix}encoder.stages.{stage}";
            if (layer == 0 && stage > 0)
            {
                map = ConvNextBlock.NormalizeChannels(_graph, map, $"{name}.downsampling_layer.0", channels, InnerEpsilon);
                map = _graph.Convolve(map, $"{name}.downsampling_layer.1", channels, width, kernel: 2, stride: 2);
                channels = width;
            }

            map = _block.Write(_graph, _config, map, $"{name}.layers.{layer}.", channels);
        }

        double epsilon = _config.Number("layer_norm_eps", 1e-12, 0, 1);
        return GraphOutputs.OfMap(map, channels, _graph.LayerNorm(_graph.MeanOverPlaces(map), _prefix + "layernorm", channels, epsilon));
    }
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: dinov3_convnext</c> (Siméoni et al. 2025, DINOv3: ConvNeXT distilled from its ViT), as <c>transformers</c>' <c>DINOv3ConvNextModel</c> builds it:
/// ConvNeXT whose mean over all places is a token before those of the places, and one layer norm over all. The raw embedding is <c>pooler_output</c>, that token.
/// </summary>
internal static class Dinov3ConvNext
{
    private const int PatchSize = 4;

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request)
    {
        GraphWriter graph = request.Graph;
        ConfigFile config = request.Config;
        ConvolutionStages stages = ConvolutionStages.Read(config, [96, 192, 384, 768], [3, 3, 9, 3]);
        double epsilon = config.Number("layer_norm_eps", 1e-6, 0, 1);
        string prefix = graph.Prefix("stages.0.downsample_layers.0.weight", "dinov3_convnext.", "model.");
        ConvNextBlock block = new()
        {
            Depthwise = "depthwise_conv",
            Norm = "layer_norm",
            NormEpsilon = epsilon,
            Expand = "pointwise_conv1",
            Reduce = "pointwise_conv2",
            Scale = "gamma",
        };
        graph.RequireInput(stages.LeastEdge(PatchSize));
        int channels = stages.Widths[0];
        string map = GraphWriter.InputName;
        foreach ((int stage, int layer, int width) in stages.Layers)
        {
            string downsample = $"{prefix}stages.{stage}.downsample_layers";
            if (layer == 0 && stage == 0)
            {
                map = graph.Convolve(map, $"{downsample}.0", ConvolutionStages.PictureChannels, width, PatchSize, stride: PatchSize);
                map = ConvNextBlock.NormalizeChannels(graph, map, $"{downsample}.1", width, epsilon);
            }
            else if (layer == 0)
            {
                map = ConvNextBlock.NormalizeChannels(graph, map, $"{downsample}.0", channels, epsilon);
                map = graph.Convolve(map, $"{downsample}.1", channels, width, kernel: 2, stride: 2);
            }

            channels = width;
            map = block.Write(graph, config, map, $"{prefix}stages.{stage}.layers.{layer}.", channels);
        }

        string mean = graph.Reshape(graph.MeanOverPlaces(map), -1, 1, channels);
        string tokens = graph.LayerNorm(graph.Concat(1, mean, graph.Tokens(map, channels)), prefix + "layer_norm", channels, epsilon);
        PooledValue pooler = new(graph.Token(tokens, 0), channels);
        return new GraphOutputs { LastHiddenState = tokens, HiddenWidth = channels, PrefixTokenCount = 1, Pooler = pooler, Default = pooler };
    }
}

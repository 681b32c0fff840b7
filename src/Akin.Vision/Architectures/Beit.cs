using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: beit</c> (Bao et al. 2021, BEiT), as <c>transformers</c>' <c>BeitModel</c> builds it: a ViT whose places lie in a bias of the attention scores, in absolute
/// embeddings, or both. The raw embedding is <c>[CLS]</c>; the pooler's output is the normalised mean of the patches, or <c>[CLS]</c> where <c>use_mean_pooling</c> is off.
/// </summary>
internal static class Beit
{
    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request)
    {
        (GraphWriter graph, ConfigFile config) = (request.Graph, request.Config);
        TransformerShape shape = TransformerShape.Read(config);
        double epsilon = config.Number("layer_norm_eps", 1e-12, 0, 1);
        int innerWidth = config.Integer("intermediate_size", 3072, 1, TransformerShape.WidthLimit);
        bool isScaled = config.Number("layer_scale_init_value", 0.1) > 0;
        bool isMean = config.Flag("use_mean_pooling", true);
        (int Height, int Width) inputSize = request.BindInput(shape);
        string prefix = graph.Prefix("embeddings.cls_token", "beit.");

        string Layer(int layer) => $"{prefix}encoder.layer.{layer}";
        RelativeBias bias = new(graph, shape, inputSize.Height / shape.PatchEdge, inputSize.Width / shape.PatchEdge);
        string? shared = config.Flag("use_shared_relative_position_bias", false) ? bias.Write($"{prefix}encoder.relative_position_bias") : null;
        bool hasOwnBias = config.Flag("use_relative_position_bias", false);

        PreNormEncoder encoder = new()
        {
            Graph = graph,
            Shape = shape,
            Epsilon = epsilon,
            Names = layer => BlockNames.OfViT(Layer(layer)) with
            {
                FirstScale = isScaled ? $"{Layer(layer)}.lambda_1" : null,
                SecondScale = isScaled ? $"{Layer(layer)}.lambda_2" : null,
            },
            Mlp = (rows, layer) => Mlp.Write(graph, config, rows, $"{Layer(layer)}.intermediate.dense", $"{Layer(layer)}.output.dense", shape.Width, innerWidth),
            HasKeyBias = false,
            ScoreBias = layer => Sum(graph, hasOwnBias ? bias.Write($"{Layer(layer)}.attention.attention.relative_position_bias") : null, shared),
        };
        string tokens = Embed(graph, config, shape, prefix, inputSize);
        string rows = encoder.Write(tokens);
        string hidden = graph.SequenceLike(isMean ? rows : graph.LayerNorm(rows, prefix + "layernorm", shape.Width, epsilon), tokens, shape.Width);
        return new GraphOutputs { LastHiddenState = hidden, HiddenWidth = shape.Width, PrefixTokenCount = 1, Pooler = Pool(graph, hidden, prefix, shape.Width, isMean, epsilon) };
    }

    private static string? Sum(GraphWriter graph, string? left, string? right) =>
        left is not null && right is not null ? graph.Add(left, right) : left ?? right;

    private static string Embed(GraphWriter graph, ConfigFile config, TransformerShape shape, string prefix, (int Height, int Width) inputSize)
    {
        string map = graph.Convolve(GraphWriter.InputName, prefix + "embeddings.patch_embeddings.projection", 3, shape.Width, shape.PatchEdge, shape.PatchEdge);
        string classToken = graph.ForEachPicture(graph.Weight(prefix + "embeddings.cls_token", 1, 1, shape.Width), axes: 3);
        string tokens = graph.Concat(1, classToken, graph.Tokens(map, shape.Width));
        if (!config.Flag("use_absolute_position_embeddings", false))
        {
            return tokens;
        }

        string positions = graph.Weight(prefix + "embeddings.position_embeddings", 1, 1 + shape.PatchCount, shape.Width);
        return graph.Add(tokens, new PositionGrid(graph, shape).Resize(positions, 1, inputSize));
    }

    /// <summary>A classifier's checkpoint has the norm of the mean; a checkpoint for masked modelling, saved without pooler, has not.</summary>
    private static PooledValue? Pool(GraphWriter graph, string hidden, string prefix, int width, bool isMean, double epsilon)
    {
        if (!isMean)
        {
            return new PooledValue(graph.Token(hidden, 0), width);
        }

        return graph.HasWeight(prefix + "pooler.layernorm.weight")
            ? new PooledValue(graph.LayerNorm(graph.MeanOverTokens(hidden, first: 1), prefix + "pooler.layernorm", width, epsilon), width)
            : null;
    }
}

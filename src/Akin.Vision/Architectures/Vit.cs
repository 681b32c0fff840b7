using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: vit</c> (Dosovitskiy et al. 2020, An Image is Worth 16x16 Words), as <c>transformers</c>' <c>ViTModel</c> builds it; DINO's first generation is one.
/// The raw embedding is <c>[CLS]</c>. The pooler is there where the checkpoint has its weights: classifiers are saved without.
/// </summary>
internal static class Vit
{
    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => Write(request, "vit.", distillationToken: null);

    /// <summary>Writes a ViT, or what differs from it only in its prefix and a second token before the patches.</summary>
    /// <param name="request">What to work with.</param>
    /// <param name="prefix">Where the model lies in a larger one.</param>
    /// <param name="distillationToken">The tensor of the second token, without prefix, or null.</param>
    public static GraphOutputs Write(GraphRequest request, string prefix, string? distillationToken)
    {
        (GraphWriter graph, ConfigFile config) = (request.Graph, request.Config);
        TransformerShape shape = TransformerShape.Read(config);
        double epsilon = config.Number("layer_norm_eps", 1e-12, 0, 1);
        int innerWidth = config.Integer("intermediate_size", 3072, 1, TransformerShape.WidthLimit);
        bool hasBias = config.Flag("qkv_bias", true);
        prefix = graph.Prefix("embeddings.cls_token", prefix);

        PreNormEncoder encoder = new()
        {
            Graph = graph,
            Shape = shape,
            Epsilon = epsilon,
            Names = layer => BlockNames.OfViT($"{prefix}encoder.layer.{layer}"),
            Mlp = (rows, layer) => Mlp.Write(
                graph, config, rows, $"{prefix}encoder.layer.{layer}.intermediate.dense", $"{prefix}encoder.layer.{layer}.output.dense", shape.Width, innerWidth),
            HasQueryBias = hasBias,
            HasKeyBias = hasBias,
            HasValueBias = hasBias,
        };
        string[] tokens = distillationToken is null ? ["embeddings.cls_token"] : ["embeddings.cls_token", distillationToken];
        string embedded = Embed(request, shape, prefix, tokens);
        string rows = graph.LayerNorm(encoder.Write(embedded), prefix + "layernorm", shape.Width, epsilon);
        string hidden = graph.SequenceLike(rows, embedded, shape.Width);
        return new GraphOutputs { LastHiddenState = hidden, HiddenWidth = shape.Width, PrefixTokenCount = tokens.Length, Pooler = Pool(graph, config, hidden, prefix, shape.Width) };
    }

    private static string Embed(GraphRequest request, TransformerShape shape, string prefix, string[] tokens)
    {
        GraphWriter graph = request.Graph;
        (int Height, int Width) inputSize = request.BindInput(shape);
        string map = graph.Convolve(GraphWriter.InputName, prefix + "embeddings.patch_embeddings.projection", 3, shape.Width, shape.PatchEdge, shape.PatchEdge);
        string[] sequence = [.. tokens.Select(token => graph.ForEachPicture(graph.Weight(prefix + token, 1, 1, shape.Width), axes: 3)), graph.Tokens(map, shape.Width)];
        string positions = graph.Weight(prefix + "embeddings.position_embeddings", 1, tokens.Length + shape.PatchCount, shape.Width);
        return graph.Add(graph.Concat(1, sequence), new PositionGrid(graph, shape).Resize(positions, tokens.Length, inputSize));
    }

    private static PooledValue? Pool(GraphWriter graph, ConfigFile config, string hidden, string prefix, int width)
    {
        if (!graph.HasWeight(prefix + "pooler.dense.weight"))
        {
            return null;
        }

        int pooledWidth = config.Integer("pooler_output_size", width, 1, TransformerShape.WidthLimit);
        string pooled = graph.Linear(graph.Token(hidden, 0), prefix + "pooler.dense", width, pooledWidth);
        return new PooledValue(Activation.Write(graph, config, "pooler_act", "tanh", pooled), pooledWidth);
    }
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// The picture tower of <c>model_type: clip</c> and <c>clip_vision_model</c> (Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision), as
/// <c>transformers</c> builds it. The raw embedding is the projected one; a checkpoint without the projection gives what would be projected, the pooler's output.
/// </summary>
internal static class Clip
{
    /// <summary>The recipe of a whole model: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs WriteWhole(GraphRequest request)
    {
        ConfigFile config = request.Config;

        // Where an old configuration has both sections, this one overrides the other whole.
        ConfigFile vision = config.Section(config.Find("vision_config_dict") is null ? "vision_config" : "vision_config_dict");

        // Only a classifier's checkpoint has no projection.
        bool isProjected = request.Graph.HasWeight("visual_projection.weight") || !request.Graph.HasWeight("classifier.weight");
        return Write(request, vision, isProjected ? ProjectedWidth(config) : null);
    }

    /// <summary>The recipe of the tower alone.</summary>
    public static GraphOutputs WriteTower(GraphRequest request)
    {
        bool isProjected = request.Graph.HasWeight("visual_projection.weight") || request.Config.Texts("architectures").Contains("CLIPVisionModelWithProjection");
        return Write(request, request.Config, isProjected ? ProjectedWidth(request.Config) : null);
    }

    private static int ProjectedWidth(ConfigFile config) => config.Integer("projection_dim", 512, 1, TransformerShape.WidthLimit);

    private static GraphOutputs Write(GraphRequest request, ConfigFile config, int? projectedWidth)
    {
        GraphWriter graph = request.Graph;
        TransformerShape shape = TransformerShape.Read(config, patchEdge: 32);
        int width = shape.Width;
        double epsilon = config.Number("layer_norm_eps", 1e-5, 0, 1);
        int innerWidth = config.Integer("intermediate_size", 3072, 1, TransformerShape.WidthLimit);
        string prefix = graph.Prefix("embeddings.class_embedding", "vision_model.");

        string Layer(int layer) => $"{prefix}encoder.layers.{layer}";
        PreNormEncoder encoder = new()
        {
            Graph = graph,
            Shape = shape,
            Epsilon = epsilon,
            Names = layer => BlockNames.OfClip(Layer(layer)),
            Mlp = (rows, layer) => Mlp.Write(graph, config, rows, $"{Layer(layer)}.mlp.fc1", $"{Layer(layer)}.mlp.fc2", width, innerWidth, "quick_gelu"),
        };
        string tokens = graph.LayerNorm(Embed(request, shape, prefix), prefix + "pre_layrnorm", width, epsilon);
        string hidden = graph.SequenceLike(encoder.Write(tokens), tokens, width);
        string pooled = graph.LayerNorm(graph.Token(hidden, 0), prefix + "post_layernorm", width, epsilon);
        PooledValue pooler = new(pooled, width);
        PooledValue embedding = projectedWidth is int projected ? new(graph.Linear(pooled, "visual_projection", width, projected, hasBias: false), projected) : pooler;
        return new GraphOutputs { LastHiddenState = hidden, HiddenWidth = width, PrefixTokenCount = 1, Pooler = pooler, Default = embedding };
    }

    private static string Embed(GraphRequest request, TransformerShape shape, string prefix)
    {
        GraphWriter graph = request.Graph;
        (int Height, int Width) inputSize = request.BindInput(shape);
        string map = graph.Convolve(GraphWriter.InputName, prefix + "embeddings.patch_embedding", 3, shape.Width, shape.PatchEdge, shape.PatchEdge, hasBias: false);
        string classToken = graph.ForEachPicture(graph.Reshape(graph.Weight(prefix + "embeddings.class_embedding", shape.Width), 1, 1, shape.Width), axes: 3);
        string positions = graph.Reshape(graph.Weight(prefix + "embeddings.position_embedding.weight", 1 + shape.PatchCount, shape.Width), 1, -1, shape.Width);
        return graph.Add(graph.Concat(1, classToken, graph.Tokens(map, shape.Width)), new PositionGrid(graph, shape).Resize(positions, 1, inputSize));
    }
}

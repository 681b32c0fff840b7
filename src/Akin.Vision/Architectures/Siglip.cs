using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// The picture tower of <c>model_type: siglip</c> and <c>siglip_vision_model</c> (Zhai et al. 2023, Sigmoid Loss for Language Image Pre-Training), SigLIP 2 of fixed size
/// included, as <c>transformers</c> builds it. There is no <c>[CLS]</c>; the raw embedding is the pooler's output, of a query that attends to all patches.
/// </summary>
internal sealed class Siglip
{
    private const string DefaultActivation = "gelu_pytorch_tanh";

    private readonly GraphRequest _request;
    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly TransformerShape _shape;
    private readonly string _prefix;
    private readonly double _epsilon;
    private readonly int _innerWidth;

    private Siglip(GraphRequest request, ConfigFile config)
    {
        _request = request;
        _graph = request.Graph;
        _config = config;
        _shape = TransformerShape.Read(config);
        _prefix = _graph.Prefix("embeddings.patch_embedding.weight", "vision_model.");
        _epsilon = config.Number("layer_norm_eps", 1e-6, 0, 1);
        _innerWidth = config.Integer("intermediate_size", 3072, 1, TransformerShape.WidthLimit);
    }

    /// <summary>The recipe of a whole model: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs WriteWhole(GraphRequest request) => new Siglip(request, request.Config.Section("vision_config")).Write();

    /// <summary>The recipe of the tower alone.</summary>
    public static GraphOutputs WriteTower(GraphRequest request) => new Siglip(request, request.Config).Write();

    private GraphOutputs Write()
    {
        PreNormEncoder encoder = new()
        {
            Graph = _graph,
            Shape = _shape,
            Epsilon = _epsilon,
            Names = layer => BlockNames.OfClip($"{_prefix}encoder.layers.{layer}"),
            Mlp = (rows, layer) => Perceive(rows, $"{_prefix}encoder.layers.{layer}.mlp"),
        };
        string tokens = Embed();
        string rows = _graph.LayerNorm(encoder.Write(tokens), _prefix + "post_layernorm", _shape.Width, _epsilon);
        string hidden = _graph.SequenceLike(rows, tokens, _shape.Width);
        PooledValue? pooler = _config.Flag("vision_use_head", true) ? new PooledValue(Pool(rows, tokens), _shape.Width) : null;
        return new GraphOutputs { LastHiddenState = hidden, HiddenWidth = _shape.Width, Pooler = pooler, Default = pooler };
    }

    private string Embed()
    {
        (int Height, int Width) inputSize = _request.BindInput(_shape);
        string map = _graph.Convolve(GraphWriter.InputName, _prefix + "embeddings.patch_embedding", 3, _shape.Width, _shape.PatchEdge, _shape.PatchEdge);
        string positions = _graph.Reshape(_graph.Weight(_prefix + "embeddings.position_embedding.weight", _shape.PatchCount, _shape.Width), 1, -1, _shape.Width);
        return _graph.Add(_graph.Tokens(map, _shape.Width), new PositionGrid(_graph, _shape).Resize(positions, 0, inputSize));
    }

    /// <summary>One learned query attends to all patches; PyTorch's <c>MultiheadAttention</c> keeps its three projections in one tensor.</summary>
    private string Pool(string rows, string tokens)
    {
        int width = _shape.Width;
        string head = _prefix + "head.";
        string weight = _graph.Weight(head + "attention.in_proj_weight", 3L * width, width);
        string bias = _graph.Weight(head + "attention.in_proj_bias", 3L * width);
        string Project(string value, long part) =>
            _graph.Node("Gemm", [value, _graph.Slice(weight, axis: 0, part * width, (part + 1) * width), _graph.Slice(bias, axis: 0, part * width, (part + 1) * width)], ("transB", 1L));

        string probe = _graph.Reshape(_graph.Weight(head + "probe", 1, 1, width), 1, width);
        Attention one = new(_graph, width, _shape.HeadCount, _graph.Integers(-1, 1));
        Attention all = new(_graph, width, _shape.HeadCount, _graph.ShapeOf(tokens, 0, 2));
        string attended = one.Write(Project(probe, 0), Project(rows, 1), Project(rows, 2), keys: all);
        string pooled = _graph.Linear(attended, head + "attention.out_proj", width, width);
        return _graph.Add(pooled, Perceive(_graph.LayerNorm(pooled, head + "layernorm", width, _epsilon), head + "mlp"));
    }

    private string Perceive(string rows, string name) =>
        Mlp.Write(_graph, _config, rows, $"{name}.fc1", $"{name}.fc2", _shape.Width, _innerWidth, DefaultActivation);
}

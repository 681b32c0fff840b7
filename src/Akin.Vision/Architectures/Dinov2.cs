using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: dinov2</c> (Oquab et al. 2023, DINOv2) and <c>dinov2_with_registers</c> (Darcet et al. 2023, Vision Transformers Need Registers), as <c>transformers</c>
/// builds them: a ViT with layer scale whose position embeddings follow the input's size in the graph. The raw embedding is <c>[CLS]</c>, which is the pooler's output too.
/// </summary>
internal sealed class Dinov2
{
    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly TransformerShape _shape;
    private readonly string _prefix;
    private readonly int _registerCount;
    private readonly bool _isAntialiased;
    private readonly int _innerWidth;

    private Dinov2(GraphRequest request, string prefix, int patchEdge, int registerCount, bool isAntialiased)
    {
        _graph = request.Graph;
        _config = request.Config;
        _shape = TransformerShape.Read(_config, patchEdge: patchEdge);
        if (_shape.GridHeight != _shape.GridWidth)
        {
            throw _config.Wrong("image_size", "a square");
        }

        _prefix = _graph.Prefix("embeddings.cls_token", prefix);
        _registerCount = registerCount;
        _isAntialiased = isAntialiased;
        double ratio = _config.Number("mlp_ratio", 4);
        _innerWidth = ratio is > 0 and <= 64 ? (int)(_shape.Width * ratio) : throw _config.Wrong("mlp_ratio", "a number above 0 and at most 64");
    }

    /// <summary>The recipe without registers: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new Dinov2(request, "dinov2.", patchEdge: 14, registerCount: 0, isAntialiased: false).Write();

    /// <summary>The recipe with registers.</summary>
    public static GraphOutputs WriteWithRegisters(GraphRequest request)
    {
        int registerCount = request.Config.Integer("num_register_tokens", 4, 0, 1024);
        return new Dinov2(request, "dinov2_with_registers.", patchEdge: 16, registerCount, isAntialiased: true).Write();
    }

    private GraphOutputs Write()
    {
        double epsilon = _config.Number("layer_norm_eps", 1e-6, 0, 1);
        bool hasBias = _config.Flag("qkv_bias", true);
        PreNormEncoder encoder = new()
        {
            Graph = _graph,
            Shape = _shape,
            Epsilon = epsilon,
            Names = Names,
            Mlp = _config.Flag("use_swiglu_ffn", false) ? GatedMlp : PlainMlp,
            HasQueryBias = hasBias,
            HasKeyBias = hasBias,
            HasValueBias = hasBias,
        };
        string tokens = Embed();
        string rows = _graph.LayerNorm(encoder.Write(tokens), _prefix + "layernorm", _shape.Width, epsilon);
        string hidden = _graph.SequenceLike(rows, tokens, _shape.Width);
        PooledValue classToken = new(_graph.Token(hidden, 0), _shape.Width);
        return new GraphOutputs { LastHiddenState = hidden, HiddenWidth = _shape.Width, PrefixTokenCount = 1 + _registerCount, Pooler = classToken, Default = classToken };
    }

    private string Embed()
    {
        int width = _shape.Width;
        string map = _graph.Convolve(GraphWriter.InputName, _prefix + "embeddings.patch_embeddings.projection", 3, width, _shape.PatchEdge, _shape.PatchEdge);
        string positions = _graph.Weight(_prefix + "embeddings.position_embeddings", 1, 1 + _shape.PatchCount, width);
        string classToken = _graph.ForEachPicture(_graph.Weight(_prefix + "embeddings.cls_token", 1, 1, width), axes: 3);
        string resized = new PositionGrid(_graph, _shape) { IsAntialiased = _isAntialiased }.Resize(positions, 1, _graph.Length(map, 2), _graph.Length(map, 3));
        string tokens = _graph.Add(_graph.Concat(1, classToken, _graph.Tokens(map, width)), resized);
        if (_registerCount == 0)
        {
            return tokens;
        }

        string registers = _graph.ForEachPicture(_graph.Weight(_prefix + "embeddings.register_tokens", 1, _registerCount, width), axes: 3);
        return _graph.Concat(1, _graph.Slice(tokens, axis: 1, 0, 1), registers, _graph.Slice(tokens, axis: 1, 1));
    }

    private BlockNames Names(int layer)
    {
        string name = $"{_prefix}encoder.layer.{layer}";
        return BlockNames.OfViT(name) with
        {
            FirstNorm = $"{name}.norm1",
            SecondNorm = $"{name}.norm2",
            FirstScale = $"{name}.layer_scale1.lambda1",
            SecondScale = $"{name}.layer_scale2.lambda1",
        };
    }

    private string PlainMlp(string rows, int layer)
    {
        string name = $"{_prefix}encoder.layer.{layer}.mlp";
        return Mlp.Write(_graph, _config, rows, $"{name}.fc1", $"{name}.fc2", _shape.Width, _innerWidth);
    }

    /// <summary>SwiGLU (Shazeer 2020, GLU Variants Improve Transformer): two thirds of the inner width, up to a multiple of 8, gate and value in one layer.</summary>
    private string GatedMlp(string rows, int layer)
    {
        string name = $"{_prefix}encoder.layer.{layer}.mlp";
        int innerWidth = ((int)(_innerWidth * 2 / 3.0) + 7) / 8 * 8;
        string both = _graph.Linear(rows, $"{name}.weights_in", _shape.Width, 2L * innerWidth);
        string gate = _graph.Slice(both, axis: 1, 0, innerWidth);
        string gated = _graph.Multiply(Activation.Silu(_graph, gate), _graph.Slice(both, axis: 1, innerWidth));
        return _graph.Linear(gated, $"{name}.weights_out", innerWidth, _shape.Width);
    }
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: dinov3_vit</c> (Siméoni et al. 2025, DINOv3), as <c>transformers</c>' <c>DINOv3ViTModel</c> builds it: places by rotary embeddings, so inputs of any size;
/// register tokens, layer scale, and an MLP that may be gated. The raw embedding is <c>[CLS]</c>, which is the pooler's output too.
/// </summary>
internal sealed class Dinov3Vit
{
    private readonly GraphWriter _graph;
    private readonly ConfigFile _config;
    private readonly TransformerShape _shape;
    private readonly string _prefix;
    private readonly string _layerPrefix;
    private readonly int _registerCount;
    private readonly int _innerWidth;
    private readonly bool _hasMlpBias;

    private Dinov3Vit(GraphRequest request)
    {
        _graph = request.Graph;
        _config = request.Config;
        _shape = TransformerShape.Read(_config, width: 384, headCount: 6);
        if (_shape.HeadWidth % 4 != 0)
        {
            throw _config.Wrong("num_attention_heads", "heads of a multiple of 4 components, which rotary embeddings need");
        }

        _prefix = _graph.Prefix("embeddings.cls_token", "dinov3_vit.", "model.");
        _layerPrefix = _graph.HasWeight(_prefix + "model.layer.0.norm1.weight") ? _prefix + "model." : _prefix;
        _registerCount = _config.Integer("num_register_tokens", 0, 0, 1024);
        _innerWidth = _config.Integer("intermediate_size", 1536, 1, TransformerShape.WidthLimit);
        _hasMlpBias = _config.Flag("mlp_bias", true);
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new Dinov3Vit(request).Write();

    private GraphOutputs Write()
    {
        int width = _shape.Width;
        double epsilon = _config.Number("layer_norm_eps", 1e-5, 0, 1);
        string map = _graph.Convolve(GraphWriter.InputName, _prefix + "embeddings.patch_embeddings", 3, width, _shape.PatchEdge, _shape.PatchEdge);
        string tokens = Embed(map);
        PreNormEncoder encoder = new()
        {
            Graph = _graph,
            Shape = _shape,
            Epsilon = epsilon,
            Names = Names,
            Mlp = _config.Flag("use_gated_mlp", false) ? GatedMlp : PlainMlp,
            HasQueryBias = _config.Flag("query_bias", true),
            HasKeyBias = _config.Flag("key_bias", false),
            HasValueBias = _config.Flag("value_bias", true),
            HasOutputBias = _config.Flag("proj_bias", true),
            Rotary = new RotaryEmbedding(_graph, _shape.HeadWidth, _config.Number("rope_theta", 100), _graph.Length(map, 2), _graph.Length(map, 3), 1 + _registerCount),
        };
        string rows = _graph.LayerNorm(encoder.Write(tokens), _prefix + "norm", width, epsilon);
        string hidden = _graph.SequenceLike(rows, tokens, width);
        PooledValue classToken = new(_graph.Token(hidden, 0), width);
        return new GraphOutputs { LastHiddenState = hidden, HiddenWidth = width, PrefixTokenCount = 1 + _registerCount, Pooler = classToken, Default = classToken };
    }

    private string Embed(string map)
    {
        string classToken = _graph.ForEachPicture(_graph.Weight(_prefix + "embeddings.cls_token", 1, 1, _shape.Width), axes: 3);
        string patches = _graph.Tokens(map, _shape.Width);
        if (_registerCount == 0)
        {
            return _graph.Concat(1, classToken, patches);
        }

        string registers = _graph.ForEachPicture(_graph.Weight(_prefix + "embeddings.register_tokens", 1, _registerCount, _shape.Width), axes: 3);
        return _graph.Concat(1, classToken, registers, patches);
    }

    private BlockNames Names(int layer)
    {
        string name = $"{_layerPrefix}layer.{layer}";
        return new BlockNames($"{name}.norm1", $"{name}.attention.q_proj", $"{name}.attention.k_proj", $"{name}.attention.v_proj", $"{name}.attention.o_proj", $"{name}.norm2")
        {
            FirstScale = $"{name}.layer_scale1.lambda1",
            SecondScale = $"{name}.layer_scale2.lambda1",
        };
    }

    private string PlainMlp(string rows, int layer)
    {
        string name = $"{_layerPrefix}layer.{layer}.mlp";
        return Mlp.Write(_graph, _config, rows, $"{name}.up_proj", $"{name}.down_proj", _shape.Width, _innerWidth, hasBias: _hasMlpBias);
    }

    private string GatedMlp(string rows, int layer)
    {
        string name = $"{_layerPrefix}layer.{layer}.mlp";
        string gate = Activation.Write(_graph, _config, "hidden_act", "gelu", _graph.Linear(rows, $"{name}.gate_proj", _shape.Width, _innerWidth, _hasMlpBias));
        string gated = _graph.Multiply(gate, _graph.Linear(rows, $"{name}.up_proj", _shape.Width, _innerWidth, _hasMlpBias));
        return _graph.Linear(gated, $"{name}.down_proj", _innerWidth, _shape.Width, _hasMlpBias);
    }
}

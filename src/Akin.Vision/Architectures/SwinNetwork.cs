using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// What both versions of Swin share: patches, stages of blocks that attend in windows, every other one shifted, the merging of four tokens into one between stages, and
/// the pooled output, which is the raw embedding: the mean of all tokens after the last layer norm.
/// </summary>
internal abstract class SwinNetwork
{
    /// <summary>PyTorch's default epsilon of <c>LayerNorm</c>, which holds for patches and merged tokens whatever <c>layer_norm_eps</c> says.</summary>
    protected const double DefaultEpsilon = 1e-5;

    private readonly GraphRequest _request;
    private readonly string _prefix;

    protected SwinNetwork(GraphRequest request, string prefix)
    {
        _request = request;
        Graph = request.Graph;
        Settings = SwinConfig.Read(request.Config);
        _prefix = Graph.Prefix("embeddings.patch_embeddings.projection.weight", prefix);
    }

    protected GraphWriter Graph { get; }

    protected SwinConfig Settings { get; }

    /// <summary>Writes the network.</summary>
    protected GraphOutputs Write()
    {
        string rows = Patches(out SwinGrid grid);
        int last = Settings.Depths.Count - 1;
        for (int stage = 0; stage <= last; stage++)
        {
            string name = $"{_prefix}encoder.layers.{stage}";
            SwinWindows plain = PlainWindows(grid, stage);
            SwinWindows shifted = Settings.Depths[stage] > 1 ? ShiftedWindows(grid, stage) ?? plain : plain;
            for (int block = 0; block < Settings.Depths[stage]; block++)
            {
                rows = Block(rows, $"{name}.blocks.{block}", stage, block % 2 == 0 ? plain : shifted);
            }

            if (stage < last)
            {
                string merged = grid.MergeSquares(Tokens(rows, Settings.Channels(stage)), Settings.Channels(stage));
                rows = Reduce(merged, $"{name}.downsample", Settings.Channels(stage));
                grid = grid.Halved();
            }
        }

        int width = Settings.Channels(last);
        string tokens = Tokens(Graph.LayerNorm(rows, $"{_prefix}layernorm", width, Settings.Epsilon), width);
        PooledValue pooler = new(Graph.MeanOverTokens(tokens), width);
        return new GraphOutputs { LastHiddenState = tokens, HiddenWidth = width, Pooler = pooler, Default = pooler };
    }

    /// <summary>The windows of a stage's even blocks.</summary>
    protected abstract SwinWindows PlainWindows(SwinGrid grid, int stage);

    /// <summary>The windows of its odd blocks, or null where they are the same.</summary>
    protected abstract SwinWindows? ShiftedWindows(SwinGrid grid, int stage);

    /// <summary>Writes a block: rows [batch * tokens, channels] to rows of the same shape.</summary>
    protected abstract string Block(string rows, string name, int stage, SwinWindows windows);

    /// <summary>Writes the linear layer and the layer norm that make 2 * channels of the 4 * channels of merged tokens.</summary>
    protected abstract string Reduce(string rows, string name, int channels);

    /// <summary>Rows as sequences: [batch, tokens, channels].</summary>
    protected string Tokens(string rows, int channels) =>
        Graph.ReshapeTo(rows, Graph.Concat(0, Graph.ShapeOf(GraphWriter.InputName, 0, 1), Graph.Integers(-1, channels)));

    /// <summary>Queries, keys or values of a block, as heads.</summary>
    protected string Project(SwinAttention attention, string rows, string name, int stage, bool hasBias) =>
        attention.Heads(Graph.Linear(rows, name, Settings.Channels(stage), Settings.Channels(stage), hasBias));

    /// <summary>A block's two linear layers with the function between them.</summary>
    protected string WriteMlp(string rows, string name, int stage) => Mlp.Write(
        Graph, _request.Config, rows, $"{name}.intermediate.dense", $"{name}.output.dense", Settings.Channels(stage), Settings.InnerChannels(stage));

    /// <summary>Patches as rows. Those that reach beyond the picture's last row and column see zeros there.</summary>
    private string Patches(out SwinGrid grid)
    {
        string name = $"{_prefix}embeddings";
        int edge = Settings.PatchEdge;
        int width = Settings.Width;
        string map = Graph.Node(
            "Conv",
            [
                GraphWriter.InputName,
                Graph.Weight($"{name}.patch_embeddings.projection.weight", width, ConvolutionStages.PictureChannels, edge, edge),
                Graph.Weight($"{name}.patch_embeddings.projection.bias", width),
            ],
            ("kernel_shape", new long[] { edge, edge }),
            ("strides", new long[] { edge, edge }),
            ("pads", new long[] { 0, 0, edge - 1, edge - 1 }));
        grid = SwinGrid.Of(Graph, map);
        string tokens = Graph.LayerNorm(Graph.Tokens(map, width), $"{name}.norm", width, DefaultEpsilon);
        return Graph.Rows(Settings.HasPositions ? Graph.Add(tokens, Positions(name)) : tokens, width);
    }

    /// <summary>Position embeddings bind the network to its trained size, unless the user names another.</summary>
    private string Positions(string name)
    {
        TransformerShape shape = new(Settings.Width, Settings.Depths.Sum(), Settings.HeadCounts[0], Settings.PatchEdge, Settings.ImageSize.Height, Settings.ImageSize.Width);
        (int Height, int Width) size = _request.BindInput(shape);
        if (size.Height % shape.PatchEdge != 0 || size.Width % shape.PatchEdge != 0)
        {
            throw new CheckpointException(_request.Config.Path, $"The input size {size.Height} x {size.Width} is no multiple of the model's patches, {shape.PatchEdge}: name one that is.");
        }

        string positions = Graph.Weight($"{name}.position_embeddings", 1, shape.PatchCount, Settings.Width);
        return new PositionGrid(Graph, shape).Resize(positions, 0, size);
    }
}

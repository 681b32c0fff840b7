namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: swin</c> (Liu et al. 2021, Swin Transformer: Hierarchical Vision Transformer using Shifted Windows), as <c>transformers</c>' <c>SwinModel</c> builds it.
/// </summary>
internal sealed class Swin : SwinNetwork
{
    private Swin(GraphRequest request)
        : base(request, "swin.")
    {
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>. No stage's grid may be smaller than a window, which is as large as the table of biases says.</summary>
    public static GraphOutputs Write(GraphRequest request)
    {
        Swin network = new(request);
        SwinConfig settings = network.Settings;
        request.Graph.RequireInput((((settings.WindowEdge - 1) << (settings.Depths.Count - 1)) * settings.PatchEdge) + 1);
        return network.Write();
    }

    protected override SwinWindows PlainWindows(SwinGrid grid, int stage) => new(grid, Settings.WindowEdge, shift: null);

    /// <summary>By half a window, unless the grid is only one window high or wide.</summary>
    protected override SwinWindows? ShiftedWindows(SwinGrid grid, int stage)
    {
        if (Settings.WindowEdge == 1)
        {
            return null;
        }

        string hasSeveral = Graph.Node("Greater", [Graph.Node("Min", [grid.Height, grid.Width]), Graph.Integer(Settings.WindowEdge)]);
        string shift = Graph.Node("Where", [hasSeveral, Graph.Integer(Settings.WindowEdge / 2), Graph.Integer(0)]);
        return new SwinWindows(grid, Settings.WindowEdge, shift);
    }

    protected override string Block(string rows, string name, int stage, SwinWindows windows)
    {
        int channels = Settings.Channels(stage);
        string normal = Graph.LayerNorm(rows, $"{name}.layernorm_before", channels, Settings.Epsilon);
        string attended = Attend(windows.Partition(Tokens(normal, channels), channels), $"{name}.attention", stage, windows);
        string sum = Graph.Add(rows, windows.Restore(attended, channels));
        return Graph.Add(sum, WriteMlp(Graph.LayerNorm(sum, $"{name}.layernorm_after", channels, Settings.Epsilon), name, stage));
    }

    protected override string Reduce(string rows, string name, int channels) =>
        Graph.Linear(Graph.LayerNorm(rows, $"{name}.norm", 4L * channels, DefaultEpsilon), $"{name}.reduction", 4L * channels, 2L * channels, hasBias: false);

    private string Attend(string rows, string name, int stage, SwinWindows windows)
    {
        int channels = Settings.Channels(stage);
        int headCount = Settings.HeadCounts[stage];
        long span = (2L * windows.Edge) - 1;
        SwinAttention attention = new(Graph, windows, headCount, channels / headCount);
        string queries = Project(attention, rows, $"{name}.self.query", stage, Settings.HasBias);
        string keys = Project(attention, rows, $"{name}.self.key", stage, Settings.HasBias);
        string values = Project(attention, rows, $"{name}.self.value", stage, Settings.HasBias);
        string scaled = Graph.Multiply(queries, Graph.Number((float)(1 / Math.Sqrt(attention.HeadWidth))));
        string scores = Graph.MatMul(scaled, Graph.Transpose(keys, 0, 1, 3, 2));
        string bias = attention.Bias(Graph.Weight($"{name}.self.relative_position_bias_table", span * span, headCount));
        return Graph.Linear(attention.Attend(scores, bias, windows.Mask, values), $"{name}.output.dense", channels, channels);
    }
}

namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: swinv2</c> (Liu et al. 2022, Swin Transformer V2: Scaling Up Capacity and Resolution), as <c>transformers</c>' <c>Swinv2Model</c> builds it: layer
/// norms behind attention and MLP, scores that are cosines, and biases that a small network computes from the places' distances.
/// </summary>
internal sealed class SwinV2 : SwinNetwork
{
    /// <summary>Channels within the network of the biases (section 3.3).</summary>
    private const int BiasChannels = 512;

    /// <summary>What its distances and its result are multiplied by, in the authors' code.</summary>
    private const double DistanceScale = 8;

    private const float BiasScale = 16;

    /// <summary>The logarithm of the largest factor of the cosines, 1 / 0.01 (section 3.3).</summary>
    private static readonly float LargestLogScale = MathF.Log(1 / 0.01f);

    /// <summary>PyTorch's <c>normalize</c> divides by the length, or by this where it is less.</summary>
    private const float LeastLength = 1e-12f;

    private readonly IReadOnlyList<int> _pretrainedEdges;

    private SwinV2(GraphRequest request)
        : base(request, "swinv2.")
    {
        _pretrainedEdges = request.Config.Integers("pretrained_window_sizes", [.. Settings.Depths.Select(_ => 0)], 0, 1024);
        if (_pretrainedEdges.Count < Settings.Depths.Count || _pretrainedEdges.Contains(1))
        {
            throw request.Config.Wrong("pretrained_window_sizes", $"{Settings.Depths.Count} numbers, one for each of depths, each 0 or at least 2");
        }

        (int height, int width) = Settings.ImageSize;
        if (Math.Min(height, width) / Settings.PatchEdge >> (Settings.Depths.Count - 1) < 1)
        {
            throw request.Config.Wrong("image_size", $"at least {Settings.PatchEdge << (Settings.Depths.Count - 1)} pixels");
        }
    }

    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => new SwinV2(request).Write();

    protected override SwinWindows PlainWindows(SwinGrid grid, int stage) => new(grid, WindowEdge(stage), shift: null);

    /// <summary>By half a window, unless the grid of the configuration's size is only one window high.</summary>
    protected override SwinWindows? ShiftedWindows(SwinGrid grid, int stage)
    {
        int edge = WindowEdge(stage);
        int shift = GridHeight(stage) <= edge ? 0 : Settings.WindowEdge / 2;
        return shift == 0 ? null : new SwinWindows(grid, edge, Graph.Integer(shift));
    }

    protected override string Block(string rows, string name, int stage, SwinWindows windows)
    {
        int channels = Settings.Channels(stage);
        string attended = Attend(windows.Partition(Tokens(rows, channels), channels), $"{name}.attention", stage, windows);
        string sum = Graph.Add(rows, Graph.LayerNorm(windows.Restore(attended, channels), $"{name}.layernorm_before", channels, Settings.Epsilon));
        return Graph.Add(sum, Graph.LayerNorm(WriteMlp(sum, name, stage), $"{name}.layernorm_after", channels, Settings.Epsilon));
    }

    protected override string Reduce(string rows, string name, int channels) =>
        Graph.LayerNorm(Graph.Linear(rows, $"{name}.reduction", 4L * channels, 2L * channels, hasBias: false), $"{name}.norm", 2L * channels, DefaultEpsilon);

    private string Attend(string rows, string name, int stage, SwinWindows windows)
    {
        int channels = Settings.Channels(stage);
        int headCount = Settings.HeadCounts[stage];
        SwinAttention attention = new(Graph, windows, headCount, channels / headCount);
        string queries = OfLengthOne(Project(attention, rows, $"{name}.self.query", stage, Settings.HasBias));
        string keys = OfLengthOne(Project(attention, rows, $"{name}.self.key", stage, hasBias: false));
        string values = Project(attention, rows, $"{name}.self.value", stage, Settings.HasBias);
        string logScale = Graph.Node("Min", [Graph.Weight($"{name}.self.logit_scale", headCount, 1, 1), Graph.Number(LargestLogScale)]);
        string scores = Graph.Multiply(Graph.MatMul(queries, Graph.Transpose(keys, 0, 1, 3, 2)), Graph.Node("Exp", [logScale]));
        string bias = attention.Bias(BiasTable($"{name}.self.continuous_position_bias_mlp", windows.Edge, stage, headCount));

        // The model adds its mask twice, which shows where a cosine is scaled by nearly 100.
        string? mask = windows.Mask is null ? null : Graph.Add(windows.Mask, windows.Mask);
        return Graph.Linear(attention.Attend(scores, bias, mask, values), $"{name}.output.dense", channels, channels);
    }

    private string OfLengthOne(string heads)
    {
        string length = Graph.Node("ReduceL2", [heads], ("axes", new[] { -1L }), ("keepdims", 1L));
        return Graph.Node("Div", [heads, Graph.Node("Max", [length, Graph.Number(LeastLength)])]);
    }

    /// <summary>The biases by offset, [(2 edge - 1)^2, heads], from the offsets' logarithms (section 3.3, equation 4, scaled as in the authors' code).</summary>
    private string BiasTable(string name, int edge, int stage, int headCount)
    {
        int pretrained = _pretrainedEdges[stage] > 0 ? _pretrainedEdges[stage] : edge;
        float[] along = [.. Enumerable.Range(1 - edge, (2 * edge) - 1).Select(offset => (float)LogDistance(offset / Math.Max(1.0, pretrained - 1)))];
        float[] distances = [.. along.SelectMany(down => along.SelectMany(across => new[] { down, across }))];
        string inner = Graph.Node("Relu", [Graph.Linear(Graph.Numbers(distances, distances.Length / 2, 2), $"{name}.0", 2, BiasChannels)]);
        string table = Graph.Linear(inner, $"{name}.2", BiasChannels, headCount, hasBias: false);
        return Graph.Multiply(Graph.Node("Sigmoid", [table]), Graph.Number(BiasScale));
    }

    private static double LogDistance(double relative) =>
        Math.Sign(relative) * Math.Log2((Math.Abs(relative) * DistanceScale) + 1) / Math.Log2(DistanceScale);

    private int GridHeight(int stage) => Settings.ImageSize.Height / Settings.PatchEdge >> stage;

    /// <summary>The model fixes its windows when it is built, by the height of its configuration's inputs.</summary>
    private int WindowEdge(int stage) => Math.Min(GridHeight(stage), Settings.WindowEdge);
}

namespace Akin.Vision.Architectures;

/// <content>The layers of PyTorch that all families share, over tensors named as PyTorch names them: <c>NAME.weight</c>, <c>NAME.bias</c>.</content>
internal sealed partial class GraphWriter
{
    /// <summary><c>Linear</c> over rows: [rows, inputs] to [rows, outputs]. A <c>Gemm</c> that reads the weight [outputs, inputs] as it lies.</summary>
    public string Linear(string rows, string name, long inputs, long outputs, bool hasBias = true)
    {
        string weight = Weight(name + ".weight", outputs, inputs);
        return hasBias
            ? Node("Gemm", [rows, weight, Weight(name + ".bias", outputs)], ("transB", 1L))
            : Node("Gemm", [rows, weight], ("transB", 1L));
    }

    /// <summary><c>LayerNorm</c> over the last axis, of any shape.</summary>
    public string LayerNorm(string value, string name, long width, double epsilon) =>
        Node("LayerNormalization", [value, Weight(name + ".weight", width), Weight(name + ".bias", width)], ("axis", -1L), ("epsilon", (float)epsilon));

    /// <summary><c>Conv2d</c> with a square kernel, [batch, inputs, h, w] to [batch, outputs, h', w'].</summary>
    /// <param name="value">What it works on.</param>
    /// <param name="name">The layer.</param>
    /// <param name="inputs">Channels of the value; the weight's second axis is this divided by <paramref name="groups"/>.</param>
    /// <param name="outputs">Channels of the result.</param>
    /// <param name="kernel">The kernel's edge.</param>
    /// <param name="stride">The step, the same across and down.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="groups">Groups of channels; as many as channels makes it depthwise.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    public string Convolve(string value, string name, long inputs, long outputs, long kernel, long stride, long padding = 0, long groups = 1, bool hasBias = true)
    {
        string weight = Weight(name + ".weight", outputs, inputs / groups, kernel, kernel);
        ReadOnlySpan<string> operands = hasBias ? [value, weight, Weight(name + ".bias", outputs)] : [value, weight];
        return Node(
            "Conv",
            operands,
            ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }),
            ("group", groups));
    }

    /// <summary><c>BatchNorm2d</c> with its running statistics, over [batch, channels, h, w].</summary>
    public string BatchNorm(string value, string name, long channels, double epsilon) => Node(
        "BatchNormalization",
        [
            value,
            Weight(name + ".weight", channels),
            Weight(name + ".bias", channels),
            Weight(name + ".running_mean", channels),
            Weight(name + ".running_var", channels),
        ],
        ("epsilon", (float)epsilon));

    /// <summary>The mean over all places of a feature map: [batch, channels, h, w] to [batch, channels].</summary>
    public string MeanOverPlaces(string map) => Node("Flatten", [Node("GlobalAveragePool", [map])]);

    /// <summary>
    /// The mean over the tokens from <paramref name="first"/> on: [batch, tokens, width] to [batch, width]. A component's tokens lie side by side for it, since ONNX Runtime
    /// sums across rows in another order for one picture than for several.
    /// </summary>
    public string MeanOverTokens(string tokens, long first = 0) =>
        MeanOverPlaces(Transpose(first == 0 ? tokens : Slice(tokens, axis: 1, first), 0, 2, 1));

    /// <summary>One token of each picture: [batch, tokens, width] to [batch, width].</summary>
    public string Token(string tokens, long index) => Node("Gather", [tokens, Integer(index)], ("axis", 1L));
}

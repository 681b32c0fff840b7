using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>The activation functions of <c>transformers</c>' <c>ACT2FN</c>, by name, in the forms that ONNX Runtime recognises and fuses.</summary>
internal static class Activation
{
    /// <summary>Hendrycks and Gimpel 2016, Gaussian Error Linear Units, section 2: the factor of the sigmoid approximation.</summary>
    private const float SigmoidFactor = 1.702f;

    /// <summary>The same, tanh approximation: the weight of the cube.</summary>
    private const float CubeWeight = 0.044715f;

    private static readonly Dictionary<string, Func<GraphWriter, string, string>> ByName = new(StringComparer.Ordinal)
    {
        ["gelu"] = Gelu,
        ["gelu_python"] = Gelu,
        ["gelu_new"] = GeluByTanh,
        ["gelu_fast"] = GeluByTanh,
        ["gelu_accurate"] = GeluByTanh,
        ["gelu_pytorch_tanh"] = GeluByTanh,
        ["gelu_python_tanh"] = GeluByTanh,
        ["quick_gelu"] = (graph, value) => graph.Multiply(value, graph.Node("Sigmoid", [graph.Multiply(value, graph.Number(SigmoidFactor))])),
        ["silu"] = Silu,
        ["swish"] = Silu,
        ["relu"] = (graph, value) => graph.Node("Relu", [value]),
        ["relu6"] = (graph, value) => graph.Node("Clip", [value, graph.Number(0), graph.Number(6)]),
        ["leaky_relu"] = (graph, value) => graph.Node("LeakyRelu", [value], ("alpha", 0.01f)),
        ["mish"] = (graph, value) => graph.Multiply(value, graph.Node("Tanh", [graph.Node("Softplus", [value])])),
        ["sigmoid"] = (graph, value) => graph.Node("Sigmoid", [value]),
        ["tanh"] = (graph, value) => graph.Node("Tanh", [value]),
        ["linear"] = (_, value) => value,
    };

    /// <summary>Applies the function that the configuration names in <paramref name="setting"/>.</summary>
    /// <exception cref="CheckpointException">It names one that is not known.</exception>
    public static string Write(GraphWriter graph, ConfigFile config, string setting, string whenAbsent, string value) =>
        ByName.TryGetValue(config.Text(setting) ?? whenAbsent, out Func<GraphWriter, string, string>? function)
            ? function(graph, value)
            : throw config.Wrong(setting, $"one of {string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}");

    private static string Gelu(GraphWriter graph, string value)
    {
        string error = graph.Node("Erf", [graph.Node("Div", [value, graph.Number(MathF.Sqrt(2))])]);
        return graph.Multiply(graph.Multiply(value, graph.Add(error, graph.Number(1))), graph.Number(0.5f));
    }

    private static string GeluByTanh(GraphWriter graph, string value)
    {
        string cube = graph.Multiply(graph.Node("Pow", [value, graph.Number(3)]), graph.Number(CubeWeight));
        string inner = graph.Multiply(graph.Add(value, cube), graph.Number(MathF.Sqrt(2 / MathF.PI)));
        return graph.Multiply(graph.Multiply(value, graph.Number(0.5f)), graph.Add(graph.Node("Tanh", [inner]), graph.Number(1)));
    }

    /// <summary>x times its sigmoid.</summary>
    public static string Silu(GraphWriter graph, string value) => graph.Multiply(value, graph.Node("Sigmoid", [value]));
}

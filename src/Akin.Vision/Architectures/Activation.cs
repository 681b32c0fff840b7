using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>The activation functions of <c>transformers</c>' <c>ACT2FN</c>, by name.</summary>
internal static class Activation
{
    /// <summary>Applies the function that the configuration names in <paramref name="setting"/>.</summary>
    /// <exception cref="CheckpointException">It names one that is not known.</exception>
    public static string Write(GraphWriter graph, ConfigFile config, string setting, string whenAbsent, string value) => (config.Text(setting) ?? whenAbsent) switch
    {
        "relu" => graph.Node("Relu", [value]),
        "silu" or "swish" => graph.Node("Mul", [value, graph.Node("Sigmoid", [value])]),
        _ => throw config.Wrong(setting, "relu or silu"),
    };
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>The two-layer perceptrons of transformer blocks, over rows.</summary>
internal static class Mlp
{
    /// <summary>Up to the inner width, the activation that <c>hidden_act</c> names, and down again.</summary>
    /// <param name="graph">The graph to write into.</param>
    /// <param name="config">Where <c>hidden_act</c> is named.</param>
    /// <param name="rows">[rows, width].</param>
    /// <param name="up">The first layer.</param>
    /// <param name="down">The second layer.</param>
    /// <param name="width">Components of a row.</param>
    /// <param name="innerWidth">Components between the layers.</param>
    /// <param name="activation">The class's default for <c>hidden_act</c>.</param>
    /// <param name="hasBias">Whether the layers have one.</param>
    public static string Write(GraphWriter graph, ConfigFile config, string rows, string up, string down, int width, int innerWidth, string activation = "gelu", bool hasBias = true)
    {
        string inner = graph.Linear(rows, up, width, innerWidth, hasBias);
        return graph.Linear(Activation.Write(graph, config, "hidden_act", activation, inner), down, innerWidth, width, hasBias);
    }
}

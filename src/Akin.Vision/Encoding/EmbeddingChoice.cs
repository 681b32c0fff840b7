using Akin.Vision.Architectures;

namespace Akin.Vision.Encoding;

/// <summary>Takes the raw embedding from the values that a written model offers.</summary>
internal static class EmbeddingChoice
{
    /// <summary>Writes the choice into the graph.</summary>
    public static PooledValue Write(GraphWriter graph, GraphOutputs outputs) =>
        outputs.Default ?? new PooledValue(graph.Token(outputs.LastHiddenState, 0), outputs.HiddenWidth);
}

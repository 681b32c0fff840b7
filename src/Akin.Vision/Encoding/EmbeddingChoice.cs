using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Encoding;

/// <summary>Takes the raw embedding from the values that a written model offers.</summary>
internal static class EmbeddingChoice
{
    /// <summary>Writes the choice into the graph.</summary>
    /// <param name="graph">The model's graph.</param>
    /// <param name="outputs">What it offers.</param>
    /// <param name="pooling">What the user asks for, or null for the model's own embedding.</param>
    /// <param name="path">The checkpoint, for messages.</param>
    /// <exception cref="CheckpointException">The model has no such output.</exception>
    public static PooledValue Write(GraphWriter graph, GraphOutputs outputs, Pooling? pooling, string path) => pooling switch
    {
        null => outputs.Default ?? ClassToken(graph, outputs) ?? throw Lacks(path, "embedding of its own, since it was saved without its pooling head", outputs),
        Pooling.ClassToken => ClassToken(graph, outputs) ?? throw Lacks(path, "[CLS] token (cls)", outputs),
        Pooling.Pooler => outputs.Pooler ?? throw Lacks(path, "pooler output (pooler)", outputs),
        _ => Mean(graph, outputs),
    };

    private static PooledValue? ClassToken(GraphWriter graph, GraphOutputs outputs) =>
        !outputs.IsFeatureMap && outputs.PrefixTokenCount > 0 ? new PooledValue(graph.Token(outputs.LastHiddenState, 0), outputs.HiddenWidth) : null;

    private static PooledValue Mean(GraphWriter graph, GraphOutputs outputs)
    {
        string mean = outputs.IsFeatureMap ? graph.MeanOverPlaces(outputs.LastHiddenState) : graph.MeanOverTokens(outputs.LastHiddenState, outputs.PrefixTokenCount);
        return new PooledValue(mean, outputs.HiddenWidth);
    }

    private static CheckpointException Lacks(string path, string what, GraphOutputs outputs)
    {
        List<string> offered = ["mean"];
        if (!outputs.IsFeatureMap && outputs.PrefixTokenCount > 0)
        {
            offered.Add("cls");
        }

        if (outputs.Pooler is not null)
        {
            offered.Add("pooler");
        }

        return new CheckpointException(path, $"The model in {path} has no {what}: ask for the pooling {string.Join(" or ", offered.Order(StringComparer.Ordinal))}.");
    }
}

using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>The graphs that Akin can write, by the <c>model_type</c> of a checkpoint's <c>config.json</c>.</summary>
internal static class Architecture
{
    private static readonly Dictionary<string, GraphRecipe> ByModelType = new(StringComparer.Ordinal)
    {
        ["resnet"] = ResNet.Write,
    };

    /// <summary>Writes the value of the raw embedding, float32 [batch, dimensions], and says its dimensions.</summary>
    public delegate (string Value, long Dimensions) GraphRecipe(GraphWriter graph, ConfigFile config);

    /// <summary>The known model types, for messages.</summary>
    public static string KnownModelTypes => string.Join(", ", ByModelType.Keys.Order(StringComparer.Ordinal));

    /// <summary>The recipe for a model type, or null.</summary>
    public static GraphRecipe? Find(string? modelType) => modelType is null ? null : ByModelType.GetValueOrDefault(modelType);
}

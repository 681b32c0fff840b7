using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>A model whose layers compute in integers, ready to be loaded.</summary>
/// <param name="Model">The graph, with the places of its weights in <paramref name="Folder"/>.</param>
/// <param name="Folder">The folder of the weights; null where they are in the graph itself.</param>
internal sealed record QuantizedModel(byte[] Model, string? Folder)
{
    /// <summary>Changing how weights or graphs are quantised changes this: it separates galleries from their encoders, and files of the cache from what they were made by.</summary>
    public const int Version = 1;

    /// <summary>Adds the weights to a graph. They are read from the cache, or else computed and put there; where that cannot be, they lie in the graph.</summary>
    /// <param name="graph">The graph; its model is completed.</param>
    /// <param name="values">Where the stored weights are read.</param>
    /// <param name="weightsHashes">What settles the stored weights' numbers.</param>
    /// <param name="cacheFolder">Akin's cache, or null for none.</param>
    /// <exception cref="Checkpoints.CheckpointException">A stored weight is damaged.</exception>
    public static QuantizedModel Create(QuantizedGraph graph, TensorValues values, IEnumerable<string> weightsHashes, string? cacheFolder)
    {
        WeightLayout layout = new(graph.Blocks, WeightsCache.HeaderLength);
        string name = $"{Key(layout, weightsHashes)}.weights";
        string? folder = cacheFolder is null ? null : Path.Combine(cacheFolder, "int8");
        bool isCached = folder is not null && WeightsCache.Provide(Path.Combine(folder, name), layout, values);
        graph.Model.Graph.Initializer.Add(isCached ? layout.Places(name) : layout.Inline(values));
        return new QuantizedModel(graph.Model.ToByteArray(), isCached ? folder : null);
    }

    private static string Key(WeightLayout layout, IEnumerable<string> weightsHashes)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"version {Version}\n{string.Join('\n', weightsHashes)}\n{layout.Identity}");
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}

using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Architectures;

/// <summary>A graph as the product writes it, without running it.</summary>
internal static class WrittenGraph
{
    /// <summary>The model's bytes for the weights of a golden checkpoint and some configuration.</summary>
    public static byte[] Bytes(string golden, string config) => Write(CheckpointWeights.Open(WeightsPath(golden)), config).ToModel();

    /// <summary>The names of the tensors that the embedding of a golden checkpoint needs.</summary>
    public static IReadOnlyList<string> UsedWeights(string golden)
    {
        CheckpointWeights weights = CheckpointWeights.Open(WeightsPath(golden));
        GraphWriter graph = Write(weights, File.ReadAllText(Path.Combine(Goldens.Folder(golden), "config.json")));
        return [.. weights.Tensors.Keys.Except(graph.UnusedWeights).Where(name => !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes the graph of the model's own embedding.</summary>
    public static GraphWriter Write(CheckpointWeights weights, string config)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, config);
            GraphWriter graph = new(weights);
            GraphRequest request = new(graph, ConfigFile.Read(path));
            Architecture.GraphRecipe recipe = Architecture.Find(request.Config.Text("model_type"))!;
            PooledValue embedding = EmbeddingChoice.Write(graph, recipe(request), pooling: null, path);
            graph.Output("embedding", embedding.Name, embedding.Dimensions);
            return graph;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string WeightsPath(string golden) => Path.Combine(Goldens.Folder(golden), "model.safetensors");
}

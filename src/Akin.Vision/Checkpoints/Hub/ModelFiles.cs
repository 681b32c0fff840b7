using System.Text.Json;
using Akin.Vision.Architectures;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Which files of a model's repository an encoder needs: its configuration, its preprocessing, and the first weights it has of those that Akin reads.</summary>
internal static class ModelFiles
{
    private const string Config = "config.json";

    private static readonly string[] Preprocessing = ["preprocessor_config.json", "processor_config.json"];

    private static readonly string[] Graphs = ["onnx/model.onnx", "model.onnx"];

    /// <summary>
    /// The files to get next, none when all are here. What comes first (configuration, index) decides what comes later,
    /// so a caller gets these and asks again.
    /// </summary>
    /// <param name="model">The model, for messages.</param>
    /// <param name="names">The paths of the repository's files.</param>
    /// <param name="folder">The folder of those that are here.</param>
    /// <param name="isHere">Whether one of them is here.</param>
    /// <param name="onnxFile">The ONNX model that is wanted, as <see cref="Encoding.EncoderOptions.OnnxFile"/> names it, or null.</param>
    /// <exception cref="CheckpointException">The repository holds no encoder that Akin can run.</exception>
    public static IReadOnlyList<string> Missing(string model, IReadOnlyCollection<string> names, string folder, Func<string, bool> isHere, string? onnxFile = null)
    {
        HashSet<string> all = new(names, StringComparer.Ordinal);
        List<string> missing = [.. all.Where(name => IsConfiguration(name) && !isHere(name)).Order(StringComparer.Ordinal)];
        if (missing.Count > 0)
        {
            return missing;
        }

        ConfigFile? config = ReadConfig(all, folder);
        string? graph = Graph(model, all, folder, onnxFile);
        if (graph is null)
        {
            ForeignCheckpoint.Refuse(model, config, all.Contains);
        }

        if (!Preprocessing.Any(all.Contains))
        {
            throw new CheckpointException(folder, $"{model} has no {Preprocessing[0]}, which says how its pictures are prepared: it is no vision model that Akin can run.");
        }

        string? weights = config is null ? null : CheckpointWeights.FileNames.FirstOrDefault(all.Contains);
        bool takesGraph = graph is not null && (onnxFile is not null || weights is null || Architecture.Find(config?.Text("model_type")) is null);
        IReadOnlyCollection<string> files = takesGraph ? WithData(graph!, all)
            : weights is null ? throw new CheckpointException(folder, $"{model} has no weights that Akin reads: none of {string.Join(", ", CheckpointWeights.FileNames)}, {Graphs[0]}.")
            : weights.EndsWith(ShardIndex.Ending, StringComparison.Ordinal) && isHere(weights) ? [weights, .. Shards(model, all, Path.Combine(folder, weights))]
            : [weights];
        return [.. files.Where(name => !isHere(name))];
    }

    /// <summary>Whether a file is one of those that decide which weights are wanted.</summary>
    public static bool IsConfiguration(string name) => name == Config || Preprocessing.Contains(name);

    /// <summary>Refuses a model that Akin has no graph for, once its configuration is here.</summary>
    /// <param name="model">The model, for messages.</param>
    /// <param name="names">The paths of the repository's files.</param>
    /// <param name="folder">The folder of those that are here.</param>
    /// <exception cref="CheckpointException">Akin does not know its architecture, and it brings no graph of its own.</exception>
    public static void RequireKnown(string model, IReadOnlyCollection<string> names, string folder)
    {
        string? modelType = ReadConfig(names, folder)?.Text("model_type");
        if (Architecture.Find(modelType) is null && !names.Any(name => name.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            throw new CheckpointException(folder, $"{model} is of the model_type {modelType ?? "(none)"}: Akin knows {Architecture.KnownModelTypes}; any other needs an {Graphs[0]}.");
        }
    }

    private static ConfigFile? ReadConfig(IReadOnlyCollection<string> names, string folder) => names.Contains(Config) ? ConfigFile.Read(Path.Combine(folder, Config)) : null;

    /// <summary>The ONNX model that is wanted, or else the usual one; null where there is none.</summary>
    private static string? Graph(string model, HashSet<string> all, string folder, string? onnxFile)
    {
        if (onnxFile is null)
        {
            return Graphs.FirstOrDefault(all.Contains);
        }

        string name = onnxFile.Replace('\\', '/');
        return ((string[])["onnx/" + name, name]).FirstOrDefault(all.Contains)
            ?? throw new CheckpointException(folder, $"{model} has no {onnxFile}: it has {Listed(all.Where(file => file.EndsWith(".onnx", StringComparison.Ordinal)))}.");
    }

    private static string Listed(IEnumerable<string> names) => names.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } some ? string.Join(", ", some) : "no ONNX model";

    /// <summary>A graph, and the files beside it that large ones keep their weights in.</summary>
    private static List<string> WithData(string graph, HashSet<string> all) =>
        [graph, .. all.Where(name => name.StartsWith(graph + "_data", StringComparison.Ordinal) || name.StartsWith(graph + ".data", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The files that an index names, each once.</summary>
    private static SortedSet<string> Shards(string model, HashSet<string> all, string indexPath)
    {
        if (ConfigFile.Read(indexPath).Find("weight_map") is not { ValueKind: JsonValueKind.Object } map)
        {
            throw new CheckpointException(indexPath, $"{indexPath} has no weight_map, which says where the tensors are.");
        }

        SortedSet<string> shards = new(StringComparer.Ordinal);
        foreach (JsonProperty tensor in map.EnumerateObject())
        {
            string? shard = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString() : null;
            shards.Add(shard is not null && all.Contains(shard)
                ? shard
                : throw new CheckpointException(indexPath, $"{indexPath} names a file that {model} does not have: its upload is incomplete, or it is damaged."));
        }

        return shards;
    }
}

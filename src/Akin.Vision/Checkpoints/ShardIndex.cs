using System.Text.Json;

namespace Akin.Vision.Checkpoints;

/// <summary>Which shard holds which tensor, as <c>save_pretrained</c> writes it: <c>{"weight_map": {"tensor": "model-00001-of-00002.safetensors"}}</c>.</summary>
internal sealed class ShardIndex
{
    /// <summary>What an index's name ends with, after the name that one file would have.</summary>
    public const string Ending = ".index.json";

    private const string MapName = "weight_map";

    private readonly string _path;
    private readonly Dictionary<string, string> _shardByTensor;

    private ShardIndex(string path, Dictionary<string, string> shardByTensor)
    {
        _path = path;
        _shardByTensor = shardByTensor;
        ShardPaths = [.. shardByTensor.Values.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The shards, each once, in the order of their names.</summary>
    public IReadOnlyList<string> ShardPaths { get; }

    /// <summary>Reads an index.</summary>
    /// <exception cref="CheckpointException">It is no index, it names a file outside its folder, or a shard is absent.</exception>
    public static ShardIndex Read(string path)
    {
        ConfigFile file = ConfigFile.Read(path);
        if (file.Find(MapName) is not { ValueKind: JsonValueKind.Object } map)
        {
            throw new CheckpointException(path, $"{path} has no {MapName}, which says what tensor lies in which shard.");
        }

        string folder = System.IO.Path.GetDirectoryName(path)!;
        Dictionary<string, string> shardByTensor = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string? name = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null;
            if (string.IsNullOrEmpty(name) || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
            {
                throw new CheckpointException(path, $"{path} puts the tensor {entry.Name} into {entry.Value.GetRawText()}, and shards are named by a file's name without a folder.");
            }

            shardByTensor[entry.Name] = System.IO.Path.Combine(folder, name);
        }

        ShardIndex index = new(path, shardByTensor);
        string? absent = index.ShardPaths.FirstOrDefault(shardPath => !File.Exists(shardPath));
        return absent is null && index.ShardPaths.Count > 0
            ? index
            : throw new CheckpointException(path, absent is null ? $"{path} names no shard." : $"The shard {absent} is absent, which {path} names: download it again.");
    }

    /// <summary>Checks that the shards hold what the index promises.</summary>
    /// <param name="tensors">What all of them hold.</param>
    /// <exception cref="CheckpointException">A tensor is not where the index puts it.</exception>
    public void RequireTensors(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        foreach ((string name, string shardPath) in _shardByTensor)
        {
            if (!tensors.TryGetValue(name, out StoredTensor? tensor) || tensor.FilePath != CheckpointDirectory.FollowLinks(shardPath))
            {
                throw new CheckpointException(shardPath, $"The shard {shardPath} lacks the tensor {name}, which {_path} puts there: download it again.");
            }
        }
    }
}

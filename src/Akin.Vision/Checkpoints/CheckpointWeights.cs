namespace Akin.Vision.Checkpoints;

/// <summary>A checkpoint's weights: what tensors its one file or its shards hold, and where. The tensors' bytes are not read.</summary>
internal sealed class CheckpointWeights
{
    /// <summary>The files that weights are read from, the preferred first, in the order of <c>transformers</c>.</summary>
    public static readonly IReadOnlyList<string> FileNames =
        ["model.safetensors", "model.safetensors" + ShardIndex.Ending, "pytorch_model.bin", "pytorch_model.bin" + ShardIndex.Ending];

    private readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    private CheckpointWeights(string path)
    {
        Path = path;
    }

    /// <summary>The one file, or the shards' index: what messages name.</summary>
    public string Path { get; }

    /// <summary>The files that hold the tensors, with links followed, in the order of their names in the checkpoint.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The folder that holds all of <see cref="Files"/>.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(_files[0])!;

    /// <summary>What the files hold, by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors => _tensors;

    /// <summary>Reads the headers.</summary>
    /// <param name="path">A file of one of <see cref="FileNames"/>.</param>
    /// <exception cref="CheckpointException">A file is missing, damaged or hostile, or the shards do not fit their index.</exception>
    public static CheckpointWeights Open(string path)
    {
        CheckpointWeights weights = new(path);
        if (!path.EndsWith(ShardIndex.Ending, StringComparison.Ordinal))
        {
            weights.Add(path);
            return weights;
        }

        ShardIndex index = ShardIndex.Read(path);
        foreach (string shardPath in index.ShardPaths)
        {
            weights.Add(shardPath);
        }

        index.RequireTensors(weights._tensors);
        return weights;
    }

    private void Add(string path)
    {
        string file = CheckpointDirectory.FollowLinks(path);
        if (_files.Count > 0 && System.IO.Path.GetDirectoryName(file) != Folder)
        {
            throw new CheckpointException(Path, $"The shards that {Path} names lie in two folders once links are followed, {Folder} and {System.IO.Path.GetDirectoryName(file)}: put them into one.");
        }

        bool isTorch = System.IO.Path.GetFileName(path).StartsWith("pytorch_model", StringComparison.Ordinal);
        foreach (StoredTensor tensor in isTorch ? TorchArchive.Read(file) : SafetensorsFile.Read(file).Tensors.Values)
        {
            if (!_tensors.TryAdd(tensor.Name, tensor))
            {
                throw new CheckpointException(path, $"The shards {_tensors[tensor.Name].FilePath} and {path} both hold the tensor {tensor.Name}: download them again.");
            }
        }

        _files.Add(file);
    }
}

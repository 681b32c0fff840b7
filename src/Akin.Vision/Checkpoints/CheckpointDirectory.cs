namespace Akin.Vision.Checkpoints;

/// <summary>A checkpoint's folder as Hugging Face lays it out, and which of its files are used.</summary>
internal sealed class CheckpointDirectory
{
    private const string ConfigName = "config.json";
    private const string OnnxFolder = "onnx";

    private static readonly string[] OnnxNames = [System.IO.Path.Combine(OnnxFolder, "model.onnx"), "model.onnx"];

    private CheckpointDirectory(string path, ConfigFile? config, string? weightsPath, string? onnxPath)
    {
        Path = path;
        Config = config;
        WeightsPath = weightsPath;
        OnnxPath = onnxPath;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What <c>config.json</c> says; null where an ONNX model has none.</summary>
    public ConfigFile? Config { get; }

    /// <summary>The weights for a graph that Akin writes, one of <see cref="CheckpointWeights.FileNames"/>; null where the checkpoint brings its own graph only.</summary>
    public string? WeightsPath { get; }

    /// <summary>The graph that the checkpoint brings; null where there is none.</summary>
    public string? OnnxPath { get; }

    /// <summary>Looks into a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="onnxFile">The ONNX model that is wanted, by its name below the folder or below its folder <c>onnx</c>; null for whatever there is.</param>
    /// <exception cref="CheckpointException">There is no such folder, or a file is missing that no encoder can do without.</exception>
    public static CheckpointDirectory Open(string path, string? onnxFile = null)
    {
        if (!Directory.Exists(path))
        {
            throw new CheckpointException(path, $"There is no folder {path}: name the folder of a downloaded checkpoint.");
        }

        string? configPath = Find(path, ConfigName);
        string? weightsPath = configPath is null ? null : CheckpointWeights.FileNames.Select(name => Find(path, name)).FirstOrDefault(found => found is not null);
        string? onnxPath = onnxFile is not null ? FindOnnx(path, onnxFile) : OnnxNames.Select(name => Find(path, name)).FirstOrDefault(found => found is not null);
        ConfigFile? config = configPath is null ? null : ConfigFile.Read(configPath);
        if (onnxPath is null)
        {
            ForeignCheckpoint.Refuse(path, config);
        }

        if (weightsPath is null && onnxPath is null)
        {
            throw new CheckpointException(path, $"{path} is no checkpoint that Akin can read: it has neither {ConfigName} with weights ({CheckpointWeights.FileNames[0]} or {CheckpointWeights.FileNames[2]}) nor {OnnxNames[0]}.");
        }

        return new CheckpointDirectory(path, config, weightsPath, onnxPath);
    }

    /// <summary>A file's path with links followed, since ONNX Runtime does not read weights through a link that leaves the folder.</summary>
    public static string FollowLinks(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>An ONNX model by its name below the folder or below its folder <c>onnx</c>.</summary>
    private static string FindOnnx(string path, string name)
    {
        if ((Find(System.IO.Path.Combine(path, OnnxFolder), name) ?? Find(path, name)) is string found)
        {
            return found;
        }

        string[] known = [.. new[] { path, System.IO.Path.Combine(path, OnnxFolder) }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.onnx"))
            .Select(file => System.IO.Path.GetRelativePath(path, file))
            .Order(StringComparer.Ordinal)];
        throw new CheckpointException(path, $"The checkpoint {path} has no {name}: it has {(known.Length == 0 ? "no ONNX model" : string.Join(", ", known))}.");
    }

    private static string? Find(string folder, string name)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        return File.Exists(path) ? path : null;
    }
}

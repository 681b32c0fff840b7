namespace Akin.Vision.Checkpoints;

/// <summary>A checkpoint's folder as Hugging Face lays it out, and which of its files are used.</summary>
internal sealed class CheckpointDirectory
{
    private const string ConfigName = "config.json";
    private const string SafetensorsName = "model.safetensors";

    private static readonly string[] OnnxNames = [System.IO.Path.Combine("onnx", "model.onnx"), "model.onnx"];

    private CheckpointDirectory(string path, ConfigFile? config, string? safetensorsPath, string? onnxPath)
    {
        Path = path;
        Config = config;
        SafetensorsPath = safetensorsPath;
        OnnxPath = onnxPath;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What <c>config.json</c> says; null where an ONNX model has none.</summary>
    public ConfigFile? Config { get; }

    /// <summary>The weights for a graph that Akin writes, with links followed; null where the checkpoint brings its own graph.</summary>
    public string? SafetensorsPath { get; }

    /// <summary>The graph that the checkpoint brings, with links followed; null where there is none.</summary>
    public string? OnnxPath { get; }

    /// <summary>Looks into a folder.</summary>
    /// <exception cref="CheckpointException">There is no such folder, or a file is missing that no encoder can do without.</exception>
    public static CheckpointDirectory Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new CheckpointException(path, $"There is no folder {path}: name the folder of a downloaded checkpoint.");
        }

        string? configPath = Find(path, ConfigName);
        string? safetensorsPath = configPath is null ? null : Find(path, SafetensorsName);
        string? onnxPath = OnnxNames.Select(name => Find(path, name)).FirstOrDefault(found => found is not null);
        ConfigFile? config = configPath is null ? null : ConfigFile.Read(configPath);
        if (onnxPath is null)
        {
            ForeignCheckpoint.Refuse(path, config);
        }

        if (safetensorsPath is null && onnxPath is null)
        {
            throw new CheckpointException(path, $"{path} is no checkpoint that Akin can read: it has neither {ConfigName} with {SafetensorsName} nor {OnnxNames[0]}.");
        }

        return new CheckpointDirectory(path, config, safetensorsPath, onnxPath);
    }

    /// <summary>A file's path with links followed, since ONNX Runtime does not read weights through a link that leaves the folder.</summary>
    private static string? Find(string folder, string name)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : null;
    }
}

namespace Akin.Vision.Checkpoints;

/// <summary>Knows checkpoints of other libraries by their files, to say what they are.</summary>
internal static class ForeignCheckpoint
{
    private const string Remedy = "Akin reads the layout of transformers: name the same model in that layout, or put its ONNX export into the folder as onnx/model.onnx.";

    private static readonly string[] OpenClipNames = ["open_clip_config.json", "open_clip_model.safetensors", "open_clip_pytorch_model.bin"];

    /// <summary>Refuses a folder of <c>timm</c>'s or <c>open_clip</c>'s layout. One that has <c>transformers</c>' beside it is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="config">Its <c>config.json</c>, or null.</param>
    /// <exception cref="CheckpointException">It is such a folder.</exception>
    public static void Refuse(string path, ConfigFile? config) => Refuse(path, config, name => File.Exists(Path.Combine(path, name)));

    /// <summary>As <see cref="Refuse(string, ConfigFile?)"/>, for files that need not be on this machine.</summary>
    /// <param name="path">The folder or the model that holds them.</param>
    /// <param name="config">Its <c>config.json</c>, or null.</param>
    /// <param name="holds">Whether it holds a file.</param>
    public static void Refuse(string path, ConfigFile? config, Func<string, bool> holds)
    {
        if (config?.Find("model_type") is not null && config.Text("model_type") != "timm_wrapper")
        {
            return;
        }

        if (config?.Find("architecture") is not null && (config.Find("pretrained_cfg") ?? config.Find("num_classes")) is not null)
        {
            throw new CheckpointException(path, $"{path} is a checkpoint of timm ({config.Text("architecture")}): {Remedy}");
        }

        if (OpenClipNames.FirstOrDefault(holds) is string found)
        {
            throw new CheckpointException(path, $"{path} is a checkpoint of open_clip ({found}): {Remedy}");
        }
    }
}

using System.Text.Json;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Preprocessing;

/// <summary>Reads the values of a <c>preprocessor_config.json</c>; what is missing or null has its class's default, what is wrong is named.</summary>
internal sealed class ProcessorConfig
{
    private static readonly string[] FileNames = ["preprocessor_config.json", "processor_config.json"];

    private ProcessorConfig(ConfigFile file, string className, ProcessorDefaults defaults)
    {
        File = file;
        Class = className;
        Defaults = defaults;
    }

    /// <summary>The values that need no interpretation.</summary>
    public ConfigFile File { get; }

    /// <summary>The class that <c>transformers</c> would use, without what tells its generation: <c>ViT</c>, <c>CLIP</c> ...</summary>
    public string Class { get; }

    /// <summary>What the class does by default.</summary>
    public ProcessorDefaults Defaults { get; }

    /// <summary>Whether the class resizes after rescaling, in floating point, because it exists for torchvision only.</summary>
    public bool ResizesInFloat => Class == "DINOv3ViT";

    /// <summary>Reads the file of a checkpoint's folder: a <c>preprocessor_config.json</c> of any generation, or a <c>processor_config.json</c>, which holds the same as its <c>image_processor</c>.</summary>
    /// <exception cref="CheckpointException">There is no such file, or it is of a class that is not known.</exception>
    public static ProcessorConfig Open(string folder)
    {
        string path = FileNames.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(System.IO.File.Exists)
            ?? throw new CheckpointException(folder, $"The checkpoint {folder} has no {FileNames[0]}, which says how its pictures are prepared.");
        ConfigFile file = ConfigFile.Read(path);
        file = file.Find("image_processor") is null ? file : file.Section("image_processor");
        string? className = file.Text("image_processor_type") ?? file.Text("feature_extractor_type");
        string? modelType = className is null ? ReadModelType(folder) : null;
        string? stem = className is null ? ProcessorDefaults.StemOf(modelType) : ProcessorDefaults.Stem(className);
        if (stem is not null && ProcessorDefaults.Find(stem) is ProcessorDefaults defaults)
        {
            return new ProcessorConfig(file, stem, defaults);
        }

        string named = className is not null ? $"asks for {className}, which is not supported"
            : modelType is null ? "names no image_processor_type, and no config.json beside it names a model_type"
            : $"names no image_processor_type, and none is known for the model_type {modelType}";
        throw new CheckpointException(path, $"{path} {named}: Akin knows {ProcessorDefaults.KnownTypes}.");
    }

    public ResizeFilter Filter(string name, ResizeFilter whenAbsent) => File.Find(name) switch
    {
        null => whenAbsent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out int filter) && Enum.IsDefined((ResizeFilter)filter) => (ResizeFilter)filter,
        _ => throw File.Wrong(name, "a number of Pillow's filters, 0 to 5"),
    };

    /// <summary>Three numbers, one a colour.</summary>
    public IReadOnlyList<double> Colours(string name, IReadOnlyList<double> whenAbsent)
    {
        if (File.Find(name) is not JsonElement value)
        {
            return whenAbsent;
        }

        bool isThree = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3 && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number && float.IsFinite((float)one.GetDouble()));
        return isThree ? [.. value.EnumerateArray().Select(one => one.GetDouble())] : throw File.Wrong(name, "three numbers");
    }

    /// <summary>A size as any generation writes it: a number, [height, width], or an object of edges. Edges that are not given are null.</summary>
    public (int? Square, int? Width, int? Height, int? Shortest)? Size(string name)
    {
        if (File.Find(name) is not JsonElement value)
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return (Edge(value, name), null, null, null);
            case JsonValueKind.Array when value.GetArrayLength() == 2:
                return (null, Edge(value[1], name), Edge(value[0], name), null);
            case JsonValueKind.Object when value.TryGetProperty("height", out JsonElement height) && value.TryGetProperty("width", out JsonElement width):
                return (null, Edge(width, name), Edge(height, name), null);
            case JsonValueKind.Object when value.TryGetProperty("shortest_edge", out JsonElement shortest):
                return (null, null, null, Edge(shortest, name));
            default:
                throw File.Wrong(name, "an edge, a height and width, or a shortest_edge");
        }
    }

    private static string? ReadModelType(string folder)
    {
        string path = System.IO.Path.Combine(folder, "config.json");
        return System.IO.File.Exists(path) ? ConfigFile.Read(path).Text("model_type") : null;
    }

    private int Edge(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int edge) && edge is >= 1 and <= ImageProcessor.EdgeLimit
            ? edge
            : throw File.Wrong(name, $"edges of 1 to {ImageProcessor.EdgeLimit} pixels");
}

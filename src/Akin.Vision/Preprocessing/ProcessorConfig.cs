using System.Text.Json;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Preprocessing;

/// <summary>Reads the values of a <c>preprocessor_config.json</c>; what is missing or null has its class's default, what is wrong is named.</summary>
internal sealed class ProcessorConfig
{
    /// <summary>Longer edges than any checkpoint asks for are a damaged number.</summary>
    private const int EdgeLimit = 16_384;

    private ProcessorConfig(ConfigFile file, string className, ProcessorDefaults defaults)
    {
        File = file;
        ClassName = className;
        Defaults = defaults;
    }

    /// <summary>The values that need no interpretation.</summary>
    public ConfigFile File { get; }

    /// <summary>The class that <c>transformers</c> would use.</summary>
    public string ClassName { get; }

    /// <summary>What the class does by default.</summary>
    public ProcessorDefaults Defaults { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is no such file, or of a class that is not known.</exception>
    public static ProcessorConfig Read(string path)
    {
        ConfigFile file = ConfigFile.Read(path);
        string? className = file.Text("image_processor_type") ?? file.Text("feature_extractor_type");
        if (className is null || ProcessorDefaults.Find(className) is not ProcessorDefaults defaults)
        {
            string named = className is null ? "names no image_processor_type" : $"asks for {className}, which is not supported";
            throw new CheckpointException(path, $"{path} {named}: Akin knows {ProcessorDefaults.KnownTypes}.");
        }

        return new ProcessorConfig(file, className, defaults);
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

        bool isThree = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3 && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number);
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

    private int Edge(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int edge) && edge is >= 1 and <= EdgeLimit
            ? edge
            : throw File.Wrong(name, $"edges of 1 to {EdgeLimit} pixels");
}

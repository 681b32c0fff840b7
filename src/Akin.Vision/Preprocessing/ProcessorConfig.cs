using System.Text.Json;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Preprocessing;

/// <summary>Reads the values of a <c>preprocessor_config.json</c>; what is missing or null has its class's default, what is wrong is named.</summary>
internal sealed class ProcessorConfig
{
    /// <summary>Longer edges than any checkpoint asks for are a damaged number.</summary>
    private const int EdgeLimit = 16_384;

    private readonly string _path;
    private readonly JsonElement _root;

    private ProcessorConfig(string path, JsonElement root, string className, ProcessorDefaults defaults)
    {
        _path = path;
        _root = root;
        ClassName = className;
        Defaults = defaults;
    }

    /// <summary>The class that <c>transformers</c> would use.</summary>
    public string ClassName { get; }

    /// <summary>What the class does by default.</summary>
    public ProcessorDefaults Defaults { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is no such file, or of a class that is not known.</exception>
    public static ProcessorConfig Read(string path)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(path, $"{path} is no JSON: {exception.Message}", exception);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(path, $"{path} holds no JSON object.");
        }

        string? className = Text(root, "image_processor_type") ?? Text(root, "feature_extractor_type");
        if (className is null || ProcessorDefaults.Find(className) is not ProcessorDefaults defaults)
        {
            string named = className is null ? "names no image_processor_type" : $"asks for {className}, which is not supported";
            throw new CheckpointException(path, $"{path} {named}: Akin knows {ProcessorDefaults.KnownTypes}.");
        }

        return new ProcessorConfig(path, root, className, defaults);
    }

    public bool Flag(string name, bool whenAbsent) => Find(name) switch
    {
        null => whenAbsent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public double Number(string name, double whenAbsent) => Find(name) switch
    {
        null => whenAbsent,
        { ValueKind: JsonValueKind.Number } value when double.IsFinite(value.GetDouble()) => value.GetDouble(),
        _ => throw Wrong(name, "a number"),
    };

    public ResizeFilter Filter(string name, ResizeFilter whenAbsent) => Find(name) switch
    {
        null => whenAbsent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out int filter) && Enum.IsDefined((ResizeFilter)filter) => (ResizeFilter)filter,
        _ => throw Wrong(name, "a number of Pillow's filters, 0 to 5"),
    };

    /// <summary>Three numbers, one a colour.</summary>
    public IReadOnlyList<double> Colours(string name, IReadOnlyList<double> whenAbsent)
    {
        if (Find(name) is not JsonElement value)
        {
            return whenAbsent;
        }

        bool isThree = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3 && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number);
        return isThree ? [.. value.EnumerateArray().Select(one => one.GetDouble())] : throw Wrong(name, "three numbers");
    }

    /// <summary>A size as any generation writes it: a number, [height, width], or an object of edges. Edges that are not given are null.</summary>
    public (int? Square, int? Width, int? Height, int? Shortest)? Size(string name)
    {
        if (Find(name) is not JsonElement value)
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
                throw Wrong(name, "an edge, a height and width, or a shortest_edge");
        }
    }

    /// <summary>The complaint about a value.</summary>
    public CheckpointException Wrong(string name, string expected) =>
        new(_path, $"{_path}: {name} is {_root.GetProperty(name).GetRawText().ReplaceLineEndings(" ")}, expected {expected}.");

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private int Edge(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int edge) && edge is >= 1 and <= EdgeLimit
            ? edge
            : throw Wrong(name, $"edges of 1 to {EdgeLimit} pixels");
}

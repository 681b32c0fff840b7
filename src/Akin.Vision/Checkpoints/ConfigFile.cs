using System.Globalization;
using System.Text.Json;

namespace Akin.Vision.Checkpoints;

/// <summary>Values of a JSON object in a checkpoint's folder. What is absent or null has the default that the caller names, what is wrong is a <see cref="CheckpointException"/>.</summary>
internal sealed class ConfigFile
{
    /// <summary>The largest known file of this kind has 70 KB, for its thousand class names; one of many megabytes is something else.</summary>
    private const long LengthLimitInBytes = 16 << 20;

    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly JsonElement _root;
    private readonly string _section;

    private ConfigFile(string path, JsonElement root, string section = "")
    {
        Path = path;
        _root = root;
        _section = section;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The object's properties as they stand in the file.</summary>
    public IEnumerable<JsonProperty> Properties => _root.EnumerateObject();

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It holds no JSON object.</exception>
    public static ConfigFile Read(string path)
    {
        if (new FileInfo(path).Length > LengthLimitInBytes)
        {
            throw new CheckpointException(path, $"{path} is larger than {LengthLimitInBytes} bytes, and no configuration is.");
        }

        try
        {
            using JsonDocument document = JsonTexts.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object ? new ConfigFile(path, root) : throw new CheckpointException(path, $"{path} holds no JSON object.");
        }
        catch (JsonException exception)
        {
            string where = exception.LineNumber is long line ? $"it breaks off or breaks the rules in line {line + 1}" : exception.Message;
            throw new CheckpointException(path, $"{path} is no sound JSON: {where}.", exception);
        }
    }

    /// <summary>A value, or null where it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>An object within this one, such as <c>vision_config</c>; an absent one has nothing but defaults.</summary>
    public ConfigFile Section(string name) => Find(name) switch
    {
        null => new ConfigFile(Path, Empty, $"{_section}{name}."),
        { ValueKind: JsonValueKind.Object } value => new ConfigFile(Path, value, $"{_section}{name}."),
        _ => throw Wrong(name, "an object"),
    };

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Wrong(name, "a text"),
    };

    public IReadOnlyList<string> Texts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(one => one.GetString()!)],
        _ => throw Wrong(name, "texts"),
    };

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

    public double Number(string name, double whenAbsent, double least, double most)
    {
        double number = Number(name, whenAbsent);
        return number >= least && number <= most ? number : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a number of {least} to {most}"));
    }

    public int Integer(string name, int whenAbsent, int least, int most) => Find(name) switch
    {
        null => whenAbsent,
        JsonElement value => Integer(value, least, most) ?? throw Wrong(name, $"a whole number of {least} to {most}"),
    };

    public IReadOnlyList<int> Integers(string name, IReadOnlyList<int> whenAbsent, int least, int most) => Find(name) switch
    {
        null => whenAbsent,
        { ValueKind: JsonValueKind.Array } value when value.GetArrayLength() is >= 1 and <= 64 && value.EnumerateArray().All(one => Integer(one, least, most) is not null) =>
            [.. value.EnumerateArray().Select(one => one.GetInt32())],
        _ => throw Wrong(name, $"whole numbers of {least} to {most}"),
    };

    /// <summary>A height and width in pixels: one number for both, or a list of two, each 1 to <paramref name="most"/>.</summary>
    public (int Height, int Width) Edges(string name, int whenAbsent, int most)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array })
        {
            int edge = Integer(name, whenAbsent, 1, most);
            return (edge, edge);
        }

        IReadOnlyList<int> edges = Integers(name, [], 1, most);
        return edges.Count == 2 ? (edges[0], edges[1]) : throw Wrong(name, "an edge, or a height and width");
    }

    /// <summary>The complaint about a value, or about its default where it is absent.</summary>
    public CheckpointException Wrong(string name, string expected)
    {
        string text = _root.TryGetProperty(name, out JsonElement value) ? value.GetRawText().ReplaceLineEndings(" ") : "absent";
        return new CheckpointException(Path, $"{Path}: {_section}{name} is {(text.Length > 80 ? text[..80] + "..." : text)}, expected {expected}.");
    }

    private static int? Integer(JsonElement value, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most ? number : null;
}

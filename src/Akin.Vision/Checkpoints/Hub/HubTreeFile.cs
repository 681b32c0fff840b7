using System.Text.Json;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>The list of a commit's files that <c>huggingface_hub</c> keeps beside the snapshots, <c>trees/COMMIT.json</c>, form 1.</summary>
internal static class HubTreeFile
{
    private const int FormatVersion = 1;

    private const long LengthLimitInBytes = 64 << 20;

    private static readonly JsonWriterOptions AsPythonWritesIt = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <summary>Reads the list; null where there is none, or none that can be relied on: it can be asked for again.</summary>
    public static HubTree? Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > LengthLimitInBytes)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonTexts.Parse(File.ReadAllBytes(path));
            return document.RootElement.GetProperty("format_version").GetInt32() == FormatVersion ? Parse(document.RootElement.GetProperty("files")) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes the list, byte for byte as Python's client does.</summary>
    public static void Write(Stream stream, HubTree tree)
    {
        using Utf8JsonWriter writer = new(stream, AsPythonWritesIt);
        writer.WriteStartObject();
        writer.WriteNumber("format_version", FormatVersion);
        writer.WriteStartObject("files");
        foreach (HubFile file in tree.Files)
        {
            writer.WriteStartObject(file.Path);
            writer.WriteNumber("size", file.LengthInBytes);
            writer.WriteString("blob_id", file.BlobId);
            if (file.Sha256 is not null)
            {
                writer.WriteString("lfs_sha256", file.Sha256);
                writer.WriteNumber("lfs_size", file.LengthInBytes);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static HubTree Parse(JsonElement files)
    {
        HubTree tree = new();
        foreach (JsonProperty file in files.EnumerateObject())
        {
            tree.Add(
                file.Name,
                file.Value.GetProperty("size").GetInt64(),
                file.Value.GetProperty("blob_id").GetString(),
                file.Value.TryGetProperty("lfs_sha256", out JsonElement sha256) ? sha256.GetString() : null);
        }

        return tree;
    }
}

using System.Text.Json;
using System.Text.Unicode;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// Parses JSON whose texts are all Unicode. <see cref="JsonDocument"/> lets bytes and escapes pass that are none, and throws only where such a text is read.
/// </summary>
internal static class JsonTexts
{
    /// <summary>Parses a document, which the caller disposes.</summary>
    /// <exception cref="JsonException">It is no JSON, or one of its texts is no Unicode.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new JsonException("it is no UTF-8");
        }

        JsonDocument document = JsonDocument.Parse(json);
        try
        {
            Read(document.RootElement);
            return document;
        }
        catch (InvalidOperationException exception)
        {
            document.Dispose();
            throw new JsonException("a text of it is no Unicode", exception);
        }
    }

    /// <summary>Reads every text once, so that none throws later. Nesting is bounded by the parser.</summary>
    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement one in element.EnumerateArray())
                {
                    Read(one);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }

                break;
        }
    }
}

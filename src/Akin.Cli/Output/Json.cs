using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Akin.Cli.Output;

/// <summary>What the tool prints with <c>--json</c>: one object a line, names in camel case, every character as it is.</summary>
[JsonSerializable(typeof(SearchResult))]
[JsonSerializable(typeof(CombinedSearchResult))]
[JsonSerializable(typeof(GallerySummary))]
[JsonSerializable(typeof(StatusSummary))]
[JsonSerializable(typeof(EvaluationSummary))]
[JsonSerializable(typeof(OverlapSummary))]
[JsonSerializable(typeof(ModelSummary))]
[JsonSerializable(typeof(ProgressSummary))]
[JsonSerializable(typeof(VerifySummary))]
internal sealed partial class Json : JsonSerializerContext
{
    /// <summary>Keys may hold any script: they are written readable, not as escapes. The output is no HTML.</summary>
    public static Json Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

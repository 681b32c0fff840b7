using System.Text.Json;
using Akin.Testing;

namespace Akin.Vision.Tests.Decoding;

/// <summary>One line of the golden <c>decode/cases.json</c>.</summary>
internal sealed record DecodeCase(string File, string Mode, int Width, int Height, string Expected)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    internal static IReadOnlyList<DecodeCase> All { get; } = JsonSerializer.Deserialize<CaseFile>(
        System.IO.File.ReadAllText(SharedFiles.Fixture("decode/cases.json")), Options)!.Cases;

    internal sealed record CaseFile(IReadOnlyList<DecodeCase> Cases);
}

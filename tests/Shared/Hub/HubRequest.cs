namespace Akin.Testing.Hub;

/// <summary>A request as it came in.</summary>
/// <param name="Method">HEAD or GET.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">By lower-case name.</param>
internal sealed record HubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Authorization => Headers.GetValueOrDefault("authorization");

    public string? Range => Headers.GetValueOrDefault("range");

    public override string ToString() => $"{Method} {Path}";
}

namespace Akin.Vision.Encoding;

/// <summary>Checkpoints that travel with Akin, in the folder <c>encoders</c> beside its assemblies.</summary>
internal static class BuiltInEncoders
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "encoders");

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names =>
        Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The folder of the one with this name, or null.</summary>
    public static string? Find(string name) => Names.Contains(name) ? Path.Combine(Root, name) : null;
}

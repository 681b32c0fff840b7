namespace Akin.Testing;

/// <summary>
/// Finds golden files: first those copied into <c>tests/fixtures</c>, then the folder <c>shared</c> beside the checkout
/// (or the one that <c>AKIN_SHARED</c> names). A test that needs an absent folder skips and says which one;
/// with <c>AKIN_REQUIRE_SHARED=1</c>, as continuous integration sets it, it fails instead.
/// </summary>
internal static class SharedFiles
{
    private static readonly string? RepositoryRoot = FindUpwards("Akin.slnx");

    private static readonly string? SharedRoot = Environment.GetEnvironmentVariable("AKIN_SHARED")
        ?? (FindUpwards(Path.Combine("shared", "fixtures")) is string parent ? Path.Combine(parent, "shared") : null);

    /// <summary>The root of the checkout.</summary>
    public static string Repository => RepositoryRoot
        ?? throw new InvalidOperationException($"No Akin.slnx above {AppContext.BaseDirectory}.");

    /// <summary>A golden folder or file, such as <c>resize/cases.json</c>; skips the test when it is in neither place.</summary>
    public static string Fixture(string relativePath)
    {
        string committed = Path.Combine(Repository, "tests", "fixtures", relativePath);
        return Path.Exists(committed) ? committed : Shared(Path.Combine("fixtures", relativePath));
    }

    /// <summary>A folder or file below <c>shared</c>, such as <c>data/clothing</c>; skips the test when it is absent.</summary>
    public static string Shared(string relativePath)
    {
        string? path = SharedRoot is null ? null : Path.Combine(SharedRoot, relativePath);
        if (path is not null && Path.Exists(path))
        {
            return path;
        }

        string message = $"Needs shared/{relativePath}, which is absent: set AKIN_SHARED to the folder that holds it.";
        if (Environment.GetEnvironmentVariable("AKIN_REQUIRE_SHARED") == "1")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return string.Empty;
    }

    /// <summary>The names of a golden folder's folders, in both places, for tests that run over all of them: an absent place has none.</summary>
    public static IReadOnlyList<string> FixtureFolders(string relativePath)
    {
        string?[] places = [Path.Combine(Repository, "tests", "fixtures"), SharedRoot is null ? null : Path.Combine(SharedRoot, "fixtures")];
        return [.. places
            .Where(place => place is not null && Directory.Exists(Path.Combine(place, relativePath)))
            .SelectMany(place => Directory.EnumerateDirectories(Path.Combine(place!, relativePath)))
            .Select(folder => Path.GetFileName(folder))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    private static string? FindUpwards(string relativePath)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, relativePath)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}

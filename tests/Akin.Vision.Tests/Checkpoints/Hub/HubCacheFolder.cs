using System.Text.Json;
using Akin.Testing;
using Akin.Testing.Hub;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>A cache of its own, gone after the test, and the settings that lead a client to it and to a server.</summary>
internal sealed class HubCacheFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public string Hub => System.IO.Path.Combine(Path, "hub");

    /// <summary>A copy of the cache that Python's client left, with its links, which do not survive every way to store a folder.</summary>
    public static HubCacheFolder OfPython()
    {
        HubCacheFolder folder = new();
        using JsonDocument about = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Fixture("hub-cache/about.json")));
        foreach (string[] line in about.RootElement.GetProperty("tree").EnumerateArray().Select(line => line.GetString()!.Split(" -> ")))
        {
            string path = System.IO.Path.Combine(folder.Path, line[0]);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            if (line.Length == 2)
            {
                File.CreateSymbolicLink(path, line[1]);
            }
            else
            {
                File.WriteAllBytes(path, File.ReadAllBytes(SharedFiles.Fixture($"hub-cache/{line[0]}")));
            }
        }

        return folder;
    }

    public HubSettings Settings(HubServer? server = null) => new()
    {
        CacheFolder = Hub,
        Endpoint = new Uri((server?.Address ?? "http://127.0.0.1:1") + "/"),
        IsOffline = server is null,
        Time = new HastyTime(),
        AnswerTimeout = TimeSpan.FromSeconds(30),
        StallTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>All files as <c>about.json</c> lists them, links with their targets; the locks left out, as there.</summary>
    public IReadOnlyList<string> Tree(string below = "hub")
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
        return
        [
            .. new DirectoryInfo(System.IO.Path.Combine(Path, below)).EnumerateFiles("*", all)
                .Select(file => System.IO.Path.GetRelativePath(Path, file.FullName).Replace('\\', '/') + (file.LinkTarget is string target ? $" -> {target}" : string.Empty))
                .Where(line => !line.Contains("/.locks/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>All files of a repository at a commit.</summary>
internal sealed partial class HubTree
{
    /// <summary>Repositories of models have dozens of files, those of data sets up to some ten thousand.</summary>
    public const int FileCountLimit = 200_000;

    private readonly SortedDictionary<string, HubFile> _files = new(StringComparer.Ordinal);

    /// <summary>The files in the order of their paths' code units.</summary>
    public IReadOnlyCollection<HubFile> Files => _files.Values;

    /// <summary>The files' paths.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>The file at a path of <see cref="Names"/>.</summary>
    public HubFile this[string path] => _files[path];

    /// <summary>The file at a path, or null.</summary>
    public HubFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Adds a file after checking what a server or a file on disk says of it.</summary>
    /// <exception cref="FormatException">It says what cannot be; the message says what, without a full stop.</exception>
    public void Add(string? path, long lengthInBytes, string? blobId, string? sha256)
    {
        if (path is null || !SafePath.IsSafe(path))
        {
            throw new FormatException("it lists a file name that would lead out of the cache");
        }

        if (lengthInBytes < 0 || blobId is null || !BlobIdPattern().IsMatch(blobId) || (sha256 is not null && !Sha256Pattern().IsMatch(sha256)))
        {
            throw new FormatException($"it lists {path} without a sound size and hash");
        }

        if (_files.Count >= FileCountLimit)
        {
            throw new FormatException($"it lists more than {FileCountLimit} files");
        }

        _files[path] = new HubFile(path, lengthInBytes, blobId, sha256);
    }

    /// <summary>Adds the files of one page of the Hub's answer: an array of entries with type, oid, size, path and lfs.</summary>
    /// <exception cref="FormatException">It is no such page.</exception>
    public void AddPage(JsonElement page)
    {
        try
        {
            foreach (JsonElement entry in page.EnumerateArray())
            {
                if (entry.GetProperty("type").GetString() != "file")
                {
                    continue;
                }

                bool isLarge = entry.TryGetProperty("lfs", out JsonElement large) && large.ValueKind == JsonValueKind.Object;
                Add(
                    entry.GetProperty("path").GetString(),
                    (isLarge ? large : entry).GetProperty("size").GetInt64(),
                    entry.GetProperty("oid").GetString(),
                    isLarge ? large.GetProperty("oid").GetString() : null);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("its list of files has another form than the Hub's", exception);
        }
    }

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex BlobIdPattern();

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256Pattern();
}

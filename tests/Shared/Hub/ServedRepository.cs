using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Akin.Testing.Hub;

/// <summary>A repository as the Hub serves it: description, list of files, files; large ones by a redirect. For <see cref="HubServer.Serve"/>.</summary>
/// <param name="name"><c>owner/name</c>.</param>
internal sealed class ServedRepository(string name)
{
    private readonly Dictionary<string, Dictionary<string, byte[]>> _commits = [];
    private readonly Dictionary<string, string> _references = [];

    /// <summary>Where large files lie; null for the server itself, with <c>?cdn=1</c> at the end.</summary>
    public string? LargeFilesAt { get; set; }

    /// <summary>Files a page of the list.</summary>
    public int PageLength { get; set; } = 1000;

    /// <summary>Large files are kept apart from git: weights, as on the Hub.</summary>
    public static bool IsLarge(string path) => path.EndsWith(".safetensors", StringComparison.Ordinal) || path.EndsWith(".bin", StringComparison.Ordinal) || path.EndsWith(".onnx", StringComparison.Ordinal);

    /// <summary>git's SHA-1 of a blob, by the command line's own definition.</summary>
    public static string GitHash(byte[] content)
    {
        byte[] header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0"));
#pragma warning disable CA5350 // git names contents so
        return Convert.ToHexStringLower(SHA1.HashData([.. header, .. content]));
#pragma warning restore CA5350
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Adds a commit, and makes branches or tags of it.</summary>
    public void Commit(string commit, IReadOnlyDictionary<string, byte[]> files, params string[] references)
    {
        _commits[commit] = new Dictionary<string, byte[]>(files);
        foreach (string reference in references)
        {
            _references[reference] = commit;
        }
    }

    public HubReply Serve(HubRequest request)
    {
        string path = request.Path.Split('?')[0];
        string[] query = request.Path.Contains('?', StringComparison.Ordinal) ? request.Path.Split('?')[1].Split('&') : [];
        if (After(path, $"/api/models/{name}/revision/") is string revision)
        {
            return CommitOf(revision) is string sha ? HubReply.Json($"{{\"id\":\"{name}\",\"sha\":\"{sha}\",\"private\":false}}") : HubReply.Error(404, "RevisionNotFound");
        }

        if (After(path, $"/api/models/{name}/tree/") is string tree)
        {
            return CommitOf(tree) is string sha ? List(path, query, _commits[sha]) : HubReply.Error(404, "RevisionNotFound");
        }

        if (After(path, $"/{name}/resolve/") is string file)
        {
            string[] parts = file.Split('/', 2);
            return CommitOf(parts[0]) is not string sha ? HubReply.Error(404, "RevisionNotFound")
                : _commits[sha].TryGetValue(Uri.UnescapeDataString(parts[1]), out byte[]? content) ? File(request, sha, path, parts[1], content, query)
                : HubReply.Error(404, "EntryNotFound") with { Headers = [("X-Error-Code", "EntryNotFound"), ("X-Repo-Commit", sha)] };
        }

        return HubReply.Error(401, "RepoNotFound");
    }

    /// <summary>A file with ranges, as a server of files gives it.</summary>
    public static HubReply Content(HubRequest request, byte[] content, params (string Name, string Value)[] headers)
    {
        if (request.Range is not string range)
        {
            return new HubReply(200, content, [("Accept-Ranges", "bytes"), .. headers]);
        }

        int first = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return first >= content.Length
            ? new HubReply(416, [], ("Content-Range", $"bytes */{content.Length}"))
            : new HubReply(206, content[first..], [("Content-Range", $"bytes {first}-{content.Length - 1}/{content.Length}"), .. headers]);
    }

    private static string? After(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : null;

    private string? CommitOf(string revision)
    {
        string plain = Uri.UnescapeDataString(revision);
        return _commits.ContainsKey(plain) ? plain : _references.GetValueOrDefault(plain);
    }

    private HubReply List(string path, string[] query, Dictionary<string, byte[]> files)
    {
        int page = query.FirstOrDefault(part => part.StartsWith("cursor=", StringComparison.Ordinal)) is string cursor ? int.Parse(cursor[7..], CultureInfo.InvariantCulture) : 0;
        object[] entries = [.. files.OrderBy(file => file.Key, StringComparer.OrdinalIgnoreCase).Skip(page * PageLength).Take(PageLength).Select(file => Entry(file.Key, file.Value))];
        string json = JsonSerializer.Serialize(entries);
        bool hasMore = files.Count > (page + 1) * PageLength;
        return hasMore ? HubReply.Json(json, ("Link", $"<{path}?recursive=true&expand=false&cursor={page + 1}>; rel=\"next\"")) : HubReply.Json(json);
    }

    private static object Entry(string path, byte[] content) => IsLarge(path)
        ? new { type = "file", oid = GitHash(Encoding.ASCII.GetBytes(path)), size = content.Length, path, lfs = new { oid = Sha256(content), size = content.Length, pointerSize = 134 } }
        : new { type = "file", oid = GitHash(content), size = content.Length, path };

    private HubReply File(HubRequest request, string commit, string path, string fileName, byte[] content, string[] query)
    {
        if (!IsLarge(fileName))
        {
            return Content(request, content, ("X-Repo-Commit", commit), ("ETag", $"\"{GitHash(content)}\""));
        }

        string tag = $"\"{Sha256(content)}\"";
        return query.Contains("cdn=1")
            ? Content(request, content, ("X-Repo-Commit", commit), ("ETag", tag))
            : HubReply.Redirect(
                LargeFilesAt is null ? $"{path}?cdn=1" : $"{LargeFilesAt}/{fileName}?signature=secret",
                ("X-Repo-Commit", commit),
                ("X-Linked-Etag", tag),
                ("X-Linked-Size", content.Length.ToString(CultureInfo.InvariantCulture)),
                ("ETag", "\"redirect\""));
    }
}

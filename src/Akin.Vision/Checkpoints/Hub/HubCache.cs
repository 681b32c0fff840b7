namespace Akin.Vision.Checkpoints.Hub;

/// <summary>
/// One repository's folder in the cache that <c>huggingface_hub</c> and Akin share: <c>blobs/ETAG</c> holds contents, <c>snapshots/COMMIT/PATH</c> links to them,
/// <c>refs/REVISION</c> holds the commit of a branch or tag, <c>trees/COMMIT.json</c> the list of a commit's files. Whatever appears in it appears whole.
/// </summary>
/// <param name="cacheFolder">The folder of all repositories, <c>hub</c>.</param>
/// <param name="folderName">The repository's folder in it, such as <c>models--owner--name</c>.</param>
/// <param name="linker">Makes a link; false where that is not possible. Null for the system's symbolic links.</param>
internal sealed class HubCache(string cacheFolder, string folderName, Func<string, string, bool>? linker = null)
{
    private readonly Func<string, string, bool> _linker = linker ?? TryLink;

    /// <summary>The mark of https://bford.info/cachedir/, as Python's client writes it.</summary>
    private static ReadOnlySpan<byte> CacheTag => """
        Signature: 8a477f597d28d172789f06886806bc55
        # This file is a cache directory tag created by huggingface_hub.
        # For information about cache directory tags, see:
        #	https://bford.info/cachedir/

        """u8;

    /// <summary>The repository's folder.</summary>
    public string Folder { get; } = Path.Combine(cacheFolder, folderName);

    /// <summary>The folder of a commit's files; it need not exist.</summary>
    public string SnapshotFolder(string commit) => Path.Combine(Folder, "snapshots", commit);

    /// <summary>The file of a content.</summary>
    public string BlobPath(string blobName) => Path.Combine(Folder, "blobs", blobName);

    /// <summary>The file whose lock a process holds while it downloads a content. Python's client takes the same.</summary>
    public string LockPath(string blobName) => Path.Combine(cacheFolder, ".locks", folderName, blobName + ".lock");

    /// <summary>The commits that have a folder, in order.</summary>
    public IReadOnlyList<string> Commits() => Directory.Exists(Path.Combine(Folder, "snapshots"))
        ? [.. Directory.EnumerateDirectories(Path.Combine(Folder, "snapshots")).Select(folder => Path.GetFileName(folder)).Where(HubId.IsCommit).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The branches and tags that the cache knows the commit of, in order.</summary>
    public IReadOnlyList<string> References()
    {
        string folder = Path.Combine(Folder, "refs");
        return Directory.Exists(folder) ? [.. RelativeNames(folder).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The commit that a revision was last known to be, or null.</summary>
    public string? FindCommit(string revision)
    {
        if (HubId.IsCommit(revision))
        {
            return revision;
        }

        FileInfo reference = new(ReferencePath(revision));
        string commit = reference.Exists && reference.Length < 128 ? File.ReadAllText(reference.FullName).Trim() : string.Empty;
        return HubId.IsCommit(commit) ? commit : null;
    }

    /// <summary>Notes the commit of a branch or tag.</summary>
    public void NoteCommit(string revision, string commit)
    {
        if (revision != commit && FindCommit(revision) != commit)
        {
            WriteWhole(ReferencePath(revision), stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(commit)));
        }
    }

    /// <summary>The list of a commit's files, or null where it is not kept.</summary>
    public HubTree? ReadTree(string commit) => HubTreeFile.Read(TreePath(commit));

    /// <summary>Keeps the list of a commit's files.</summary>
    public void WriteTree(string commit, HubTree tree) => WriteWhole(TreePath(commit), stream => HubTreeFile.Write(stream, tree));

    /// <summary>Notes that a commit lacks a file, as Python's client does, which then does not ask for it again.</summary>
    public void NoteAbsent(string commit, string path) => WriteWhole(Path.Combine(Folder, ".no_exist", commit, path), _ => { });

    /// <summary>The paths of the files of a commit that lie in the cache, links without a target left out.</summary>
    public IReadOnlyCollection<string> Names(string commit) =>
        Directory.Exists(SnapshotFolder(commit)) ? [.. RelativeNames(SnapshotFolder(commit)).Where(name => Holds(commit, name))] : [];

    /// <summary>Whether a file of a commit lies in the cache, and with the right length where that is known.</summary>
    public bool Holds(string commit, string path, long? lengthInBytes = null)
    {
        FileInfo file = new(Path.Combine(SnapshotFolder(commit), path));
        FileSystemInfo? target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true);
        return target is FileInfo { Exists: true } content && (lengthInBytes is null || content.Length == lengthInBytes);
    }

    /// <summary>Whether a content lies in the cache whole.</summary>
    public bool HoldsBlob(string blobName, long lengthInBytes) => new FileInfo(BlobPath(blobName)) is { Exists: true } blob && blob.Length == lengthInBytes;

    /// <summary>Makes a content a file of a commit: by a relative link, or where the disk has no links by a copy.</summary>
    public void Link(string commit, string path, string blobName)
    {
        string link = Path.Combine(SnapshotFolder(commit), path);
        string blob = BlobPath(blobName);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        string unfinished = UnfinishedName(link);
        try
        {
            if (!_linker(unfinished, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob)))
            {
                File.Copy(blob, unfinished);
            }

            File.Move(unfinished, link, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Makes the folders, and the mark by which back-ups leave the cache out.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "blobs"));
        string tag = Path.Combine(cacheFolder, "CACHEDIR.TAG");
        if (!File.Exists(tag))
        {
            WriteWhole(tag, stream => stream.Write(CacheTag));
        }
    }

    /// <summary>A link as symbolic one; false where the system or the disk does not allow it.</summary>
    private static bool TryLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> RelativeNames(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'));

    private static string UnfinishedName(string path) => $"{path}.{Guid.NewGuid():N}.unfinished";

    private static void WriteWhole(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinished = UnfinishedName(path);
        try
        {
            using (FileStream file = new(unfinished, FileMode.CreateNew))
            {
                write(file);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private string ReferencePath(string revision) => Path.Combine(Folder, "refs", revision);

    private string TreePath(string commit) => Path.Combine(Folder, "trees", commit + ".json");
}

namespace Akin.Datasets;

/// <summary>
/// A folder of pictures, read as the <c>imagefolder</c> of Hugging Face's <c>datasets</c> reads it: the folder that holds a file is its label.
/// Files at the top, and files directly in a folder named after a split (train, validation, test ...), have none.
/// </summary>
/// <remarks>
/// Every regular file that the selection takes counts, whatever its extension: the decoder decides by content. Akin's own galleries are left out.
/// Links are followed: a link to a file has the file's content, time and length; a link to a folder is walked as if the folder lay there, but never where it leads to a folder above it,
/// and inside a linked folder only to folders that were not walked before. So a walk ends, however links lead.
/// The order is ordinal by name, folders after files, so that two walks of one folder agree. Not thread-safe.
/// </remarks>
public sealed class ImageFolder
{
    /// <summary>What .NET gives for an entry that it cannot ask about.</summary>
    private const FileAttributes UnknownAttributes = (FileAttributes)(-1);

    private readonly List<UnreadableFolder> _unreadable = [];
    private readonly HashSet<string> _walkedRealPaths = new(StringComparer.Ordinal);
    private readonly PictureSelection _selection;

    /// <summary>Opens <paramref name="path"/>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="selection">Which of its files count; null for every file that is not hidden.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public ImageFolder(string path, PictureSelection? selection = null)
    {
        Path = FullPathOf(path);
        _selection = selection ?? new PictureSelection();
        if (!Directory.Exists(Path))
        {
            throw new DirectoryNotFoundException(File.Exists(Path)
                ? $"{path} is a file, not a folder: name the folder that holds the pictures."
                : $"There is no folder {path}: check the path.");
        }
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Folders that the last walk could not list. What lies in them is unknown, not gone.</summary>
    public IReadOnlyList<UnreadableFolder> Unreadable => _unreadable;

    /// <summary>The name of the gallery's root that the folder is; empty where no gallery is asked.</summary>
    internal string RootName { get; init; } = string.Empty;

    /// <summary>The full path of a gallery that is left out whatever its name; null for none.</summary>
    internal string? GalleryPath { get; init; }

    /// <summary>A folder's path in the one form in which paths of folders are kept and compared.</summary>
    internal static string FullPathOf(string path) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>The label that a folder's name gives its files: the name itself, or null for a split's.</summary>
    internal static string? LabelOf(string? folderName) =>
        string.IsNullOrEmpty(folderName) || Splits.Of(folderName) is not null ? null : folderName;

    /// <summary>Walks the folder. Not thread-safe: one walk at a time.</summary>
    public IEnumerable<PictureFile> Files()
    {
        _unreadable.Clear();
        _walkedRealPaths.Clear();
        string realPath = RealPath.Of(Path) ?? Path;
        return Walk(new Place(new DirectoryInfo(Path), KeyPrefix: string.Empty, Label: null, Split: null, Above: [.. FoldersDownTo(realPath)], IsThroughLink: false));
    }

    private IEnumerable<PictureFile> Walk(Place place)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = place.Folder.GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException) when (place.KeyPrefix.Length > 0 && !IsLink(place.Folder))
        {
            // It has vanished since the folder above it was listed.
            yield break;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            _unreadable.Add(new UnreadableFolder(place.KeyPrefix, exception.Message));
            yield break;
        }

        _walkedRealPaths.Add(place.Above[^1]);
        Array.Sort(entries, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        foreach (FileInfo file in entries.OfType<FileInfo>().Where(IsVisible))
        {
            string key = place.KeyPrefix + file.Name;
            if (_selection.Takes(key) && Describe(file, key, place.Label) is PictureFile described)
            {
                yield return described with { Split = place.Split, Root = RootName };
            }
        }

        foreach (DirectoryInfo child in entries.OfType<DirectoryInfo>().Where(IsVisible))
        {
            if (Below(place, child) is Place below)
            {
                foreach (PictureFile file in Walk(below))
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>A folder after the ones that it lies in.</summary>
    private static IEnumerable<string> FoldersDownTo(string realPath)
    {
        string root = System.IO.Path.GetPathRoot(realPath) ?? string.Empty;
        if (root.Length < realPath.Length)
        {
            yield return root;
        }

        for (int end = root.Length; end < realPath.Length; end++)
        {
            if (realPath[end] == System.IO.Path.DirectorySeparatorChar)
            {
                yield return realPath[..end];
            }
        }

        yield return realPath;
    }

    /// <summary>The place of a folder below another, or null where it is not walked.</summary>
    private Place? Below(Place place, DirectoryInfo child)
    {
        string key = place.KeyPrefix + child.Name;
        if (_selection.LeavesOut(key) || IsGallery(child))
        {
            return null;
        }

        // A path through a link differs from the path of the same folder without it.
        bool isLink = IsLink(child);
        string? realPath = isLink ? RealPath.Of(child.FullName) : System.IO.Path.Combine(place.Above[^1], child.Name);
        bool wasWalked = isLink && place.IsThroughLink && realPath is not null && _walkedRealPaths.Contains(realPath);
        return realPath is null || wasWalked || place.Above.Contains(realPath)
            ? null
            : new Place(child, key + "/", LabelOf(child.Name), place.Split ?? Splits.Of(child.Name), [.. place.Above, realPath], place.IsThroughLink || isLink);
    }

    /// <summary>What is known of the file, or null when it has vanished since the folder was listed.</summary>
    private static PictureFile? Describe(FileInfo file, string key, string? label)
    {
        try
        {
            return PictureFile.Describe(file, key, label);
        }
        catch (FileNotFoundException) when (file.LinkTarget is null && !file.Name.Contains(Vision.Decoding.FileContent.UnreadableCharacter, StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A link that leads nowhere or in a circle, or a name that is no text: kept, so that reading it records the reason.
            return new PictureFile(file.FullName, key, label, 0, 0);
        }
    }

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes != UnknownAttributes && entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private bool IsVisible(FileSystemInfo entry) =>
        _selection.TakesHidden
        || (!entry.Name.StartsWith('.') && (entry.Attributes == UnknownAttributes || !entry.Attributes.HasFlag(FileAttributes.Hidden)));

    private bool IsGallery(DirectoryInfo folder) =>
        folder.FullName == GalleryPath
        || (folder.Name.EndsWith(".akin", StringComparison.Ordinal) && File.Exists(System.IO.Path.Combine(folder.FullName, Galleries.Catalogue.FileName)));

    /// <summary>A folder on a walk.</summary>
    /// <param name="Folder">The folder, by the path that leads to it.</param>
    /// <param name="KeyPrefix">Its key, ending in <c>/</c>; empty for the top.</param>
    /// <param name="Label">The label of its files.</param>
    /// <param name="Split">The split of its files.</param>
    /// <param name="Above">The real paths of the folders down to it, those around the top included, itself last.</param>
    /// <param name="IsThroughLink">Whether one of them was reached by a link.</param>
    private sealed record Place(DirectoryInfo Folder, string KeyPrefix, string? Label, string? Split, IReadOnlyList<string> Above, bool IsThroughLink);
}

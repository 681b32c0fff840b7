using Akin.Vision.Decoding;

namespace Akin.Datasets;

/// <summary>
/// A folder of pictures, read as the <c>imagefolder</c> of Hugging Face's <c>datasets</c> reads it: the folder that holds a file is its label.
/// Files at the top, and files directly in a folder named after a split (train, validation, test ...), have none.
/// </summary>
/// <remarks>
/// Every regular file counts, whatever its extension: the decoder decides by content. Hidden files and folders (whose names begin with a dot) and Akin's own galleries are left out.
/// Links are followed, except a folder link that leads back to a folder above it.
/// The order is ordinal by name, folders after files, so that two walks of one folder agree. Not thread-safe.
/// </remarks>
public sealed class ImageFolder
{
    private static readonly HashSet<string> SplitNames =
        new(["train", "training", "validation", "valid", "val", "dev", "test", "testing", "eval", "evaluation"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What .NET gives for an entry that it cannot ask about.</summary>
    private const FileAttributes UnknownAttributes = (FileAttributes)(-1);

    private readonly List<UnreadableFolder> _unreadable = [];

    /// <summary>Opens <paramref name="path"/>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public ImageFolder(string path)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
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

    /// <summary>The label that a folder's name gives its files: the name itself, or null for a split's.</summary>
    internal static string? LabelOf(string? folderName) =>
        string.IsNullOrEmpty(folderName) || SplitNames.Contains(folderName) ? null : folderName;

    /// <summary>Walks the folder. Not thread-safe: one walk at a time.</summary>
    public IEnumerable<PictureFile> Files()
    {
        _unreadable.Clear();
        return Walk(new DirectoryInfo(Path), keyPrefix: string.Empty, label: null, above: [Path]);
    }

    private IEnumerable<PictureFile> Walk(DirectoryInfo folder, string keyPrefix, string? label, List<string> above)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = folder.GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            _unreadable.Add(new UnreadableFolder(keyPrefix, exception.Message));
            yield break;
        }

        Array.Sort(entries, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        foreach (FileInfo file in entries.OfType<FileInfo>().Where(IsVisible))
        {
            if (Describe(file, keyPrefix + file.Name, label) is PictureFile described)
            {
                yield return described;
            }
        }

        foreach (DirectoryInfo child in entries.OfType<DirectoryInfo>().Where(IsVisible).Where(child => !IsGallery(child)))
        {
            // A path through a link differs from the path of the same folder without it.
            string realPath = child.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? System.IO.Path.Combine(above[^1], child.Name);
            if (above.Contains(realPath))
            {
                continue;
            }

            foreach (PictureFile file in Walk(child, $"{keyPrefix}{child.Name}/", LabelOf(child.Name), [.. above, realPath]))
            {
                yield return file;
            }
        }
    }

    /// <summary>What is known of the file, or null when it has vanished since the folder was listed.</summary>
    private static PictureFile? Describe(FileInfo file, string key, string? label)
    {
        try
        {
            return PictureFile.Describe(file, key, label);
        }
        catch (FileNotFoundException) when (file.LinkTarget is null && !file.Name.Contains(FileContent.UnreadableCharacter, StringComparison.Ordinal))
        {
            return null;
        }
        catch (IOException)
        {
            // A link that leads nowhere or in a circle, or a name that is no text: kept, so that reading it records the reason.
            return new PictureFile(file.FullName, key, label, 0, 0);
        }
    }

    private static bool IsVisible(FileSystemInfo entry) =>
        !entry.Name.StartsWith('.') && (entry.Attributes == UnknownAttributes || !entry.Attributes.HasFlag(FileAttributes.Hidden));

    private static bool IsGallery(DirectoryInfo folder) =>
        folder.Name.EndsWith(".akin", StringComparison.Ordinal) && File.Exists(System.IO.Path.Combine(folder.FullName, Galleries.Catalogue.FileName));
}

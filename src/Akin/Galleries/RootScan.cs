using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>A walk of one root beside what the gallery knows of it: which files need to be read, which are gone. Reads no file and writes nothing.</summary>
internal sealed class RootScan
{
    private readonly Dictionary<string, KnownFile> _known;

    private RootScan(GalleryRoot root, Dictionary<string, KnownFile> known)
    {
        Root = root;
        _known = known;
    }

    /// <summary>The root.</summary>
    public GalleryRoot Root { get; }

    /// <summary>Files that are new, or of which the file system says something else than before.</summary>
    public List<PictureFile> ToRead { get; } = [];

    /// <summary>Files whose label or split is another one than before, and nothing else.</summary>
    public List<PictureFile> Relabelled { get; } = [];

    /// <summary>Pictures that are as before, relabelled ones included.</summary>
    public int UnchangedCount { get; private set; }

    /// <summary>Files that were rejected before, are as before, and so are left alone.</summary>
    public List<PictureFile> RejectedAgain { get; } = [];

    /// <summary>Keys of files that the gallery knows and the folder does not have any more.</summary>
    public List<string> Gone { get; } = [];

    /// <summary>Folders that could not be listed. What lies in them is unknown, not gone.</summary>
    public IReadOnlyList<UnreadableFolder> Unreadable { get; private set; } = [];

    /// <summary>Set where the folder is gone or shows no picture: then everything known of it stays.</summary>
    public MissingRoot? Missing { get; private set; }

    /// <summary>Whether the folder has to show a picture before anything known of it is dropped: the gallery has pictures of it, and none was found as before.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Walks the root's folder.</summary>
    /// <param name="root">The root.</param>
    /// <param name="known">What the gallery knows of its files, by key.</param>
    /// <param name="galleryPath">The gallery, which is left out where it lies below the root.</param>
    /// <param name="options">Which files to leave out, and whether what is missing is gone.</param>
    public static RootScan Run(GalleryRoot root, Dictionary<string, KnownFile> known, string galleryPath, IndexOptions options)
    {
        RootScan scan = new(root, known);
        HashSet<string> found = new(StringComparer.Ordinal);
        if (Directory.Exists(root.Path))
        {
            ImageFolder folder = new(root.Path, root.Selection) { RootName = root.Name, GalleryPath = ImageFolder.FullPathOf(galleryPath) };
            foreach (PictureFile file in folder.Files())
            {
                // Names that are no text may look the same: the first stands for them.
                if (!options.ExcludedKeys.Contains(file.Key) && found.Add(file.Key))
                {
                    scan.Take(file, options);
                }
            }

            scan.Unreadable = [.. folder.Unreadable];
        }

        if (found.Count == 0 && !options.ConfirmsMissing)
        {
            scan.MarkMissing();
        }
        else
        {
            scan.Gone.AddRange(known.Keys.Where(key => !found.Contains(key) && !scan.IsUnknown(key)));
            scan.IsInDoubt = !options.ConfirmsMissing && scan.UnchangedCount == 0
                && !scan.RejectedAgain.Exists(file => known[file.Key].WasRemoved)
                && known.Any(file => file.Value.Row is not null && !scan.IsUnknown(file.Key));
        }

        return scan;
    }

    /// <summary>What the gallery knows of a file; null for a new one.</summary>
    public KnownFile? Find(string key) => _known.TryGetValue(key, out KnownFile known) ? known : null;

    /// <summary>Looks again before anything is removed, for the disk may have gone since; false where the folder is missing now.</summary>
    public bool IsStillThere(IndexOptions options)
    {
        if (!options.ConfirmsMissing && (!Directory.Exists(Root.Path) || !Directory.EnumerateFileSystemEntries(Root.Path).Any()))
        {
            MarkMissing();
        }

        return Missing is null;
    }

    /// <summary>
    /// Says whether any file that was read is a picture, where that is in doubt. Without one, the files are those of a folder that a disk is to be mounted on, and what was known of the
    /// folder is not dropped.
    /// </summary>
    public void SettleDoubt(bool showsPicture)
    {
        if (IsInDoubt && Missing is null && !showsPicture)
        {
            Gone.Clear();
            if (!Directory.Exists(Root.Path))
            {
                MarkMissing();
            }
            else
            {
                MarkMissing(Root.Selection == new PictureSelection() ? "holds no picture any more" : "holds no picture any more that its patterns take");
            }
        }
    }

    private void Take(PictureFile file, IndexOptions options)
    {
        if (Find(file.Key) is not KnownFile known || !known.IsAsBefore(file) || (known.Row is null && options.RetriesRejected))
        {
            ToRead.Add(file);
        }
        else if (known.Row is null)
        {
            RejectedAgain.Add(file);
        }
        else
        {
            UnchangedCount++;
            if (known.Label != file.Label || known.Split != file.Split)
            {
                Relabelled.Add(file);
            }
        }
    }

    private bool IsUnknown(string key) => Unreadable.Any(folder => key.StartsWith(folder.KeyPrefix, StringComparison.Ordinal));

    private void MarkMissing() => MarkMissing(Unreadable.FirstOrDefault(folder => folder.KeyPrefix.Length == 0) is UnreadableFolder top ? $"could not be listed ({top.Reason})"
            : !Directory.Exists(Root.Path) ? "is gone"
            : Root.Selection == new PictureSelection() ? "is empty"
            : "holds no file that its patterns take");

    private void MarkMissing(string reason) =>
        Missing = new MissingRoot(Root.Name, Root.Path, _known.Values.Count(file => file.Row is not null), reason);
}

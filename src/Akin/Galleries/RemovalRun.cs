using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>Takes pictures out of a gallery, all in one transaction a kind. Their rows stay as dead ones until a compaction.</summary>
internal sealed class RemovalRun(GalleryWriter writer, Removal removal)
{
    /// <summary>Kept as the reason of a file that is there and was taken out, so that the next index run leaves it out.</summary>
    public const string Reason = "it was removed from the gallery: 'akin index --retry' takes it again";

    private readonly string _galleryPath = writer.GalleryPath;

    /// <summary>Removes what is named, and nothing where a name is unknown.</summary>
    /// <exception cref="GalleryException">The gallery has no such picture, label or folder.</exception>
    public RemovalReport Run()
    {
        GalleryKeys keys = new(writer.Info.Roots);
        List<GalleryRoot> roots = [.. removal.Roots.Select(root => Gallery.FindRoot(_galleryPath, writer.Info.Roots, root)).Distinct()];
        Dictionary<ItemName, PictureOutcome.Rejected> items = [];
        foreach (string key in removal.Keys)
        {
            ItemName? name = keys.Parse(key);
            Take(items, name is null ? [] : writer.Catalogue.ReadItem(name.Value), $"The gallery {_galleryPath} holds no picture {key}: nothing was removed.");
        }

        foreach (string label in removal.Labels)
        {
            Take(items, writer.Catalogue.ReadItemsByLabel(label), $"The gallery {_galleryPath} holds no picture with the label {label}: nothing was removed.");
        }

        long countBefore = writer.Catalogue.CountItems();
        long deadCountBefore = writer.Catalogue.CountDeadRows();
        List<MissingRoot> missing = removal.IsOfMissing ? RemoveMissing(roots) : [];
        foreach ((ItemName name, PictureOutcome.Rejected item) in items)
        {
            Remove(name, item, keys.PathOf(name)!);
        }

        writer.Commit();
        foreach (GalleryRoot root in roots)
        {
            writer.Catalogue.RemoveRoot(root.Name);
        }

        long count = writer.Catalogue.CountItems();
        return new RemovalReport(countBefore - count, count, missing) { FreedRowCount = writer.Catalogue.CountDeadRows() - deadCountBefore };
    }

    private void Take(Dictionary<ItemName, PictureOutcome.Rejected> items, List<PictureOutcome.Rejected> found, string refusal)
    {
        if (found.Count == 0)
        {
            throw new GalleryException(_galleryPath, refusal);
        }

        foreach (PictureOutcome.Rejected item in found)
        {
            items[new ItemName(item.File.Root, item.File.Key)] = item;
        }
    }

    private void Remove(ItemName name, PictureOutcome.Rejected item, string path)
    {
        if (new FileInfo(path) is { Exists: false, LinkTarget: null })
        {
            writer.Remove(name);
        }
        else
        {
            writer.Reject(item);
        }
    }

    private List<MissingRoot> RemoveMissing(List<GalleryRoot> removedRoots)
    {
        List<MissingRoot> missing = [];
        IndexOptions options = new() { ConfirmsMissing = removal.ConfirmsMissing };
        foreach (GalleryRoot root in writer.Info.Roots.Except(removedRoots))
        {
            RootScan scan = RootScan.Run(root, writer.Catalogue.ReadKnownFiles(root.Name), _galleryPath, options);
            PictureLook.Settle(scan, writer.Catalogue, CancellationToken.None);
            if (scan.Missing is null && scan.IsStillThere(options))
            {
                scan.Gone.ForEach(key => writer.Remove(new ItemName(root.Name, key)));
            }
            else if (scan.Missing is { PictureCount: > 0 } gone)
            {
                missing.Add(gone);
            }
        }

        return missing;
    }
}

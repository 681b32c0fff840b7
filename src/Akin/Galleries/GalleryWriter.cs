using Akin.Datasets;
using Akin.Vectors.Storage;

namespace Akin.Galleries;

/// <summary>
/// The gallery's one writer. Rows go to the vector file and are flushed, then one transaction of the catalogue commits them;
/// whatever stops the process in between leaves rows that nobody counts, and the next writer cuts them off. Not thread-safe.
/// </summary>
internal sealed class GalleryWriter : IDisposable
{
    private readonly GalleryLock _lock;
    private readonly Catalogue _catalogue;
    private readonly VectorFileWriter _vectors;
    private CatalogueChanges _pending = new();
    private long _rowCount;

    private GalleryWriter(GalleryLock galleryLock, Catalogue catalogue, VectorFileWriter vectors, GalleryInfo info)
    {
        _lock = galleryLock;
        _catalogue = catalogue;
        _vectors = vectors;
        _rowCount = info.RowCount;
        Info = info;
    }

    /// <summary>What the gallery says of itself.</summary>
    public GalleryInfo Info { get; }

    /// <summary>How many files wait for <see cref="Commit"/>.</summary>
    public int PendingCount => _pending.FileCount;

    /// <summary>Opens the gallery in a folder, and creates it where there is none.</summary>
    /// <param name="galleryPath">The gallery's folder; made if it does not exist.</param>
    /// <param name="wanted">What a new gallery says of itself. An existing one must agree on the root and the encoder.</param>
    /// <exception cref="GalleryException">The folder holds something else, another process writes it, or it belongs to another folder or encoder.</exception>
    public static GalleryWriter Open(string galleryPath, GalleryInfo wanted)
    {
        RequireGalleryOrNothing(galleryPath);
        Directory.CreateDirectory(galleryPath);
        GalleryLock galleryLock = GalleryLock.Take(galleryPath);
        Catalogue? catalogue = null;
        try
        {
            catalogue = Catalogue.OpenForWriting(galleryPath, wanted);
            GalleryInfo info = catalogue.ReadInfo();
            RequireSame(galleryPath, info, wanted);
            VectorFileWriter vectors = VectorFileWriter.Open(Path.Combine(galleryPath, Gallery.VectorsFileName), info.Dimensions, info.RowCount);
            return new GalleryWriter(galleryLock, catalogue, vectors, info);
        }
        catch
        {
            catalogue?.Dispose();
            galleryLock.Dispose();
            throw;
        }
    }

    /// <summary>Everything remembered of the files below the root, by key.</summary>
    public Dictionary<string, KnownFile> ReadKnownFiles() => _catalogue.ReadKnownFiles();

    /// <summary>Takes what became of a file. It is in the gallery after the next <see cref="Commit"/>.</summary>
    public void Add(PictureOutcome outcome)
    {
        switch (outcome)
        {
            case PictureOutcome.Embedded embedded:
                _vectors.Append(embedded.Embedding);
                _pending.Items.Add(new CatalogueItem(embedded.File, embedded.ContentHash, embedded.Width, embedded.Height, _rowCount));
                _rowCount++;
                break;
            case PictureOutcome.Unchanged unchanged:
                _pending.Touched.Add(unchanged.File);
                break;
            case PictureOutcome.Rejected rejected:
                _pending.Rejected.Add(rejected);
                break;
            default:
                throw new InvalidOperationException($"Nothing is known of the outcome {outcome.GetType().Name}.");
        }
    }

    /// <summary>Forgets a file that is gone, at the next <see cref="Commit"/>.</summary>
    public void Remove(string key) => _pending.RemovedKeys.Add(key);

    /// <summary>Makes everything taken so far part of the gallery, as a whole.</summary>
    public void Commit()
    {
        if (_pending.FileCount == 0)
        {
            return;
        }

        _vectors.Flush();
        _pending.RowCount = _rowCount;
        _catalogue.Commit(_pending);
        _pending = new CatalogueChanges();
    }

    public void Dispose()
    {
        _vectors.Dispose();
        _catalogue.Dispose();
        _lock.Dispose();
    }

    private static void RequireGalleryOrNothing(string galleryPath)
    {
        if (File.Exists(galleryPath))
        {
            throw new GalleryException(galleryPath, $"{galleryPath} is a file, and a gallery is a folder: name another place with --gallery.");
        }

        if (Directory.Exists(galleryPath) && !Catalogue.Exists(galleryPath) && Directory.EnumerateFileSystemEntries(galleryPath).Any(entry => !GalleryLock.IsLock(entry)))
        {
            throw new GalleryException(galleryPath, $"{galleryPath} is a folder with other things in it and no Akin gallery: name another place with --gallery.");
        }
    }

    private static void RequireSame(string galleryPath, GalleryInfo info, GalleryInfo wanted)
    {
        if (info.Fingerprint != wanted.Fingerprint)
        {
            throw new GalleryException(
                galleryPath,
                $"The gallery {galleryPath} was made by the encoder {GalleryInfo.Describe(info.Model, info.Fingerprint, info.Options)}, not by {GalleryInfo.Describe(wanted.Model, wanted.Fingerprint, wanted.Options)}: leave out --model and the options beside it, or index into another gallery.");
        }

        if (info.Root != wanted.Root)
        {
            throw new GalleryException(
                galleryPath,
                $"The gallery {galleryPath} follows the folder {info.Root}, not {wanted.Root}: index that folder, or name another gallery with --gallery.");
        }
    }
}

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
    private readonly VectorFileWriter _vectors;
    private CatalogueChanges _pending = new();
    private long _rowCount;

    private GalleryWriter(string galleryPath, GalleryLock galleryLock, Catalogue catalogue, VectorFileWriter vectors, GalleryInfo info)
    {
        GalleryPath = galleryPath;
        _lock = galleryLock;
        Catalogue = catalogue;
        _vectors = vectors;
        _rowCount = info.RowCount;
        Info = info;
    }

    /// <summary>The gallery's folder.</summary>
    public string GalleryPath { get; }

    /// <summary>The catalogue, for reading what is committed and for changes that need no rows.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>What the gallery said of itself when it was opened.</summary>
    public GalleryInfo Info { get; }

    /// <summary>How many files wait for <see cref="Commit"/>.</summary>
    public int PendingCount => _pending.FileCount;

    /// <summary>Opens the gallery in a folder for an encoder, and creates it where there is none.</summary>
    /// <param name="galleryPath">The gallery's folder; made if it does not exist.</param>
    /// <param name="wanted">What a new gallery says of itself. An existing one must agree on the encoder.</param>
    /// <exception cref="GalleryException">The folder holds something else, another process writes it, or it belongs to another encoder.</exception>
    public static GalleryWriter Open(string galleryPath, GalleryInfo wanted)
    {
        RequireGalleryOrNothing(galleryPath);
        Directory.CreateDirectory(galleryPath);
        return Open(galleryPath, wanted, info => RequireSame(galleryPath, info, wanted));
    }

    /// <summary>Opens a gallery that there is, to change what needs no encoder.</summary>
    /// <exception cref="GalleryException">There is none, or another process writes it.</exception>
    public static GalleryWriter OpenExisting(string galleryPath) =>
        Catalogue.Exists(galleryPath) ? Open(galleryPath, created: null, static _ => { }) : throw Gallery.None(galleryPath);

    /// <summary>Makes roots part of the gallery, or changes what it keeps of them, at once.</summary>
    public void SaveRoots(IReadOnlyList<GalleryRoot> roots)
    {
        if (!roots.All(Info.Roots.Contains))
        {
            Catalogue.SaveRoots(roots);
        }
    }

    /// <summary>Takes a picture that was encoded. It is in the gallery after the next <see cref="Commit"/>.</summary>
    /// <returns>What other files of the same content share.</returns>
    public KnownContent Add(PictureOutcome.Embedded embedded)
    {
        _vectors.Append(embedded.Embedding);
        KnownContent content = new(_rowCount, embedded.Width, embedded.Height);
        _rowCount++;
        AddKnown(embedded.File, embedded.ContentHash, content);
        return content;
    }

    /// <summary>Takes a picture whose content has its embedding already.</summary>
    public void AddKnown(PictureFile file, byte[] contentHash, KnownContent content) => _pending.Items.Add(new CatalogueItem(file, contentHash, content));

    /// <summary>Takes the length, time, label and split of a file whose bytes have not changed.</summary>
    public void Touch(PictureFile file) => _pending.Touched.Add(file);

    /// <summary>Takes a file that gave no embedding.</summary>
    public void Reject(PictureOutcome.Rejected rejected) => _pending.Rejected.Add(rejected);

    /// <summary>Forgets a file, at the next <see cref="Commit"/>.</summary>
    public void Remove(ItemName name) => _pending.Removed.Add(name);

    /// <summary>Makes everything taken so far part of the gallery, as a whole.</summary>
    /// <param name="progress">Told of the stages, and that it is done.</param>
    public void Commit(RunProgress? progress = null)
    {
        if (_pending.FileCount == 0)
        {
            return;
        }

        progress?.Enter(IndexStage.Append);
        _vectors.Flush();
        _pending.RowCount = _rowCount;
        progress?.Enter(IndexStage.Commit);
        Catalogue.Commit(_pending);
        _pending = new CatalogueChanges();
        progress?.Committed();
    }

    /// <summary>Rewrites the gallery without the rows that belong to no picture. Nothing else may be written afterwards.</summary>
    /// <returns>How many rows were dropped.</returns>
    public long Compact(RunProgress progress, CancellationToken cancellationToken)
    {
        _vectors.Dispose();
        return new Compaction(GalleryPath, Catalogue, Info).Run(progress, cancellationToken);
    }

    public void Dispose()
    {
        _vectors.Dispose();
        Catalogue.Dispose();
        _lock.Dispose();
    }

    private static GalleryWriter Open(string galleryPath, GalleryInfo? created, Action<GalleryInfo> require)
    {
        GalleryLock galleryLock = GalleryLock.Take(galleryPath);
        Catalogue? catalogue = null;
        try
        {
            catalogue = Catalogue.OpenForWriting(galleryPath, created);
            GalleryInfo info = catalogue.ReadInfo();
            require(info);
            VectorFileWriter vectors = VectorFileWriter.Open(Path.Combine(galleryPath, VectorsFiles.Name(info.VectorsGeneration)), info.Dimensions, info.RowCount);
            VectorsFiles.DeleteOthers(galleryPath, info.VectorsGeneration, catalogue.ReadMigration()?.VectorsGeneration);
            return new GalleryWriter(galleryPath, galleryLock, catalogue, vectors, info);
        }
        catch
        {
            catalogue?.Dispose();
            galleryLock.Dispose();
            throw;
        }
    }

    private static void RequireGalleryOrNothing(string galleryPath)
    {
        if (File.Exists(galleryPath))
        {
            throw new GalleryException(galleryPath, $"{galleryPath} is a file, and a gallery is a folder: name another place with --gallery.");
        }

        if (Gallery.HasLostCatalogue(galleryPath))
        {
            throw Catalogue.NothingYet(galleryPath);
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
                $"The gallery {galleryPath} was made by the encoder {GalleryInfo.Describe(info.Model, info.Fingerprint, info.Options)}, not by {GalleryInfo.Describe(wanted.Model, wanted.Fingerprint, wanted.Options)}: leave out --model and the options beside it, index into another gallery, or bring this one to the other encoder with 'akin migrate'.");
        }
    }
}

using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>
    /// Brings a gallery to another encoder: encodes its pictures anew beside the embeddings that it has, and swaps at the end. Meanwhile it is searched by the encoder that it has, and index runs
    /// between two runs of this may change it. A run that was stopped or killed at any time is gone on with by the next.
    /// </summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <param name="encoder">The other encoder. It stays the caller's. Where it is the gallery's own, only what searches are fast by is brought up to date.</param>
    /// <param name="options">How to do it, or null for the defaults.</param>
    /// <param name="progress">Told of every settled picture, from the run's own thread.</param>
    /// <param name="cancellationToken">Stops the run; what is encoded by then is kept, and the report says that it was stopped.</param>
    /// <returns>What was done, and whether the gallery went over.</returns>
    /// <exception cref="GalleryException">
    /// There is no gallery, one of its folders is gone, it is on its way to a third encoder, is written by another process, is damaged, or its disk refuses: both encoders' embeddings lie on it until the swap.
    /// </exception>
    public static async Task<MigrationReport> MigrateAsync(
        string galleryPath, ImageEncoder encoder, MigrationOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        RequireUnitEmbeddings(encoder);
        MigrationReport report;
        try
        {
            using GalleryWriter writer = GalleryWriter.OpenExisting(galleryPath);
            report = await MigrateAsync(writer, encoder, options ?? new MigrationOptions(), new RunProgress(progress), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }

        using Gallery gallery = Open(galleryPath);
        return report with { PictureCount = gallery.PictureCount, Mode = gallery.Mode, Recall = gallery.Recall };
    }

    /// <summary>What a gallery will say of itself when a migration that was begun is finished, with the embeddings that it has so far as its rows; null where none was begun.</summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <exception cref="GalleryException">The gallery is damaged, or of another format version.</exception>
    public static GalleryInfo? ReadMigration(string galleryPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        try
        {
            using Catalogue? catalogue = Catalogue.Exists(galleryPath) ? Catalogue.OpenForReading(galleryPath) : null;
            return catalogue?.ReadMigration();
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }

    /// <summary>Gives up a migration that was begun: its embeddings are deleted, and the gallery stays with its encoder.</summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <returns>How many embeddings that were; null where none was begun.</returns>
    /// <exception cref="GalleryException">There is no gallery, it is written by another process, is damaged, or its disk refuses.</exception>
    public static long? AbandonMigration(string galleryPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        return Change(galleryPath, writer =>
        {
            long? rowCount = writer.Catalogue.ReadMigration()?.RowCount;
            writer.Catalogue.DropMigration();
            VectorsFiles.DeleteOthers(galleryPath, writer.Info.VectorsGeneration, migration: null);
            return rowCount;
        });
    }

    private static async Task<MigrationReport> MigrateAsync(
        GalleryWriter writer, ImageEncoder encoder, MigrationOptions options, RunProgress progress, CancellationToken cancellationToken)
    {
        MigrationReport report = new() { EncodedCount = 0, EncodedBeforeCount = 0, PictureCount = 0, Missing = [], IsDone = true, WasStopped = false };
        if (writer.Info.Fingerprint != encoder.Fingerprint)
        {
            MigrationRun run = new(writer, encoder, options, progress);
            bool wasStopped = !await run.RunAsync(cancellationToken).ConfigureAwait(false);
            GalleryKeys keys = new(writer.Info.Roots);
            IEnumerable<RejectedFile> missing = run.Missing.Select(failure => new RejectedFile(keys.Show(new ItemName(failure.File.Root, failure.File.Key)), failure.Reason));
            report = report with
            {
                EncodedCount = run.EncodedCount,
                EncodedBeforeCount = run.EncodedBeforeCount,
                Missing = wasStopped ? [] : [.. missing.OrderBy(file => file.Key, StringComparer.Ordinal)],
                IsDone = run.IsDone,
                WasStopped = wasStopped,
            };
        }

        return report.IsDone ? report with { WasStopped = !KeepIndexes(writer, new IndexOptions(), progress, cancellationToken) } : report;
    }
}

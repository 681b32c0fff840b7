namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>
    /// Rewrites a gallery without the rows of removed and replaced pictures, so that their space comes back, and builds anew what its searches are fast by. It may be stopped or killed
    /// at any time.
    /// </summary>
    /// <param name="galleryPath">The gallery's folder. Whoever has the gallery open goes on with what it had.</param>
    /// <param name="progress">Told of the stages and of the embeddings that are done, from any thread.</param>
    /// <param name="cancellationToken">Stops it; the gallery is as before then.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="GalleryException">There is no gallery, another process writes it, it is damaged, or its disk refuses: copying needs room for the embeddings that are kept.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<CompactionReport> CompactAsync(string galleryPath, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        return Task.Run(() => Compact(galleryPath, progress, cancellationToken), cancellationToken);
    }

    private static CompactionReport Compact(string galleryPath, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        long othersBefore = Catalogue.Exists(galleryPath) ? BytesBesideCatalogue(galleryPath) : 0;
        CompactionReport report = Change(galleryPath, writer =>
        {
            long catalogueBefore = writer.Catalogue.CountBytes();
            RunProgress run = new(progress);
            long dropped = writer.Compact(run, cancellationToken);

            // Stopped from here on, the gallery is compacted, and the next index run makes what it is searched fast by.
            KeepIndexes(writer, new IndexOptions(), run, cancellationToken);
            return new CompactionReport(
                dropped, writer.Info.RowCount - dropped, othersBefore + catalogueBefore, BytesBesideCatalogue(galleryPath) + writer.Catalogue.CountBytes());
        });
        FileInfo log = new(System.IO.Path.Combine(galleryPath, Catalogue.LogFileName));
        return report with { LogBytes = log.Exists ? log.Length : 0 };
    }

    /// <summary>What all its files take, the log included.</summary>
    private static long BytesOf(string galleryPath) =>
        new DirectoryInfo(galleryPath).EnumerateFiles().Where(file => file.Name != Catalogue.SharedMemoryFileName).Sum(file => file.Length);

    private static long BytesBesideCatalogue(string galleryPath) =>
        new DirectoryInfo(galleryPath).EnumerateFiles().Where(file => !Catalogue.IsFile(file.Name)).Sum(file => file.Length);
}

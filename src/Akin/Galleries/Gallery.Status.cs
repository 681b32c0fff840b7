namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>Finds out what an indexing run of all folders would change. Writes nothing.</summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <param name="options">How it would be indexed, or null for the defaults.</param>
    /// <param name="progress">Told of every file that was read, from any thread.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GalleryException">There is no gallery, or it is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<GalleryStatus> StatusAsync(
        string galleryPath, IndexOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        options ??= new IndexOptions();
        try
        {
            using Catalogue catalogue = Catalogue.Exists(galleryPath) ? Catalogue.OpenForReading(galleryPath) ?? throw Catalogue.NothingYet(galleryPath) : throw None(galleryPath);
            IReadOnlyList<GalleryRoot> roots = catalogue.ReadRoots();
            List<RootScan> scans = [.. roots.Select(root =>
                RootScan.Run(root with { Selection = options.Selection ?? root.Selection }, catalogue.ReadKnownFiles(root.Name), galleryPath, options))];
            scans.ForEach(scan => PictureLook.Settle(scan, catalogue, cancellationToken));
            return await new StatusRun(catalogue, scans, new GalleryKeys(roots), options).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }
}

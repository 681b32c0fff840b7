using System.Diagnostics;
using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>Makes a gallery follow a folder of pictures: encodes what is new or changed, drops what is gone. Creates the gallery if there is none.</summary>
    /// <param name="galleryPath">The gallery's folder, usually <c>NAME.akin</c>.</param>
    /// <param name="folderPath">The folder of pictures; the folder that holds a picture is its label.</param>
    /// <param name="encoder">The encoder; a gallery keeps the one it was made with. It stays the caller's.</param>
    /// <param name="options">How to index, or null for the defaults.</param>
    /// <param name="progress">Told of every settled file and every stage, from any of the run's threads.</param>
    /// <param name="cancellationToken">Stops the run; what is encoded by then is committed, and the report says that it was stopped.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and the gallery knows none of that path.</exception>
    /// <exception cref="GalleryException">
    /// The folder is empty, or gone since it was indexed; or the gallery belongs to another folder or encoder, is written by another process, is damaged, or its disk refuses.
    /// </exception>
    public static Task<IndexReport> IndexAsync(
        string galleryPath,
        string folderPath,
        ImageEncoder encoder,
        IndexOptions? options = null,
        IProgress<IndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folderPath);
        return FollowAsync(galleryPath, [new RootFolder(folderPath)], encoder, options, progress, cancellationToken);
    }

    /// <summary>Makes a gallery follow several folders, each a root with a name. Creates the gallery if there is none.</summary>
    /// <param name="galleryPath">The gallery's folder, usually <c>NAME.akin</c>.</param>
    /// <param name="folders">
    /// The folders to look at; none for all that the gallery follows. Roots that are not named stay as they are. A folder that the gallery does not know is added to it where it is new,
    /// where another of the folders is known, or where the folder is given a name.
    /// </param>
    /// <param name="encoder">The encoder; a gallery keeps the one it was made with. It stays the caller's.</param>
    /// <param name="options">How to index, or null for the defaults.</param>
    /// <param name="progress">Told of every settled file and every stage, from any of the run's threads.</param>
    /// <param name="cancellationToken">Stops the run; what is encoded by then is committed, and the report says that it was stopped.</param>
    /// <returns>What was done. Folders that are gone, empty or without any picture now are named in it, and nothing was removed for them.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and the gallery knows none of that path.</exception>
    /// <exception cref="GalleryException">
    /// All folders are empty or gone; or one is not the gallery's, the gallery belongs to another encoder, is written by another process, is damaged, or its disk refuses.
    /// </exception>
    public static async Task<IndexReport> FollowAsync(
        string galleryPath,
        IReadOnlyList<RootFolder> folders,
        ImageEncoder encoder,
        IndexOptions? options = null,
        IProgress<IndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        ArgumentNullException.ThrowIfNull(folders);
        RequireUnitEmbeddings(encoder);
        using Activity? activity = GalleryTelemetry.Source.StartActivity("akin.index")
            ?.SetTag(GalleryTelemetry.GalleryTag, GalleryTelemetry.NameOf(galleryPath))
            .SetTag(GalleryTelemetry.EncoderTag, encoder.Name)
            .SetTag(GalleryTelemetry.DimensionsTag, encoder.Dimensions);
        try
        {
            IndexReport report = await RunAsync(galleryPath, folders, encoder, options ?? new IndexOptions(), progress, cancellationToken).ConfigureAwait(false);
            activity.Report(report);
            return report;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private static void RequireUnitEmbeddings(ImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.IsRaw)
        {
            throw new ArgumentException($"A gallery holds embeddings of length 1, and {encoder.Name} was opened to give them raw.", nameof(encoder));
        }
    }

    private static async Task<IndexReport> RunAsync(
        string galleryPath,
        IReadOnlyList<RootFolder> folders,
        ImageEncoder encoder,
        IndexOptions options,
        IProgress<IndexProgress>? progress,
        CancellationToken cancellationToken)
    {
        GalleryInfo? existing = ReadInfo(galleryPath);
        if (folders.Count == 0 && !Exists(galleryPath))
        {
            throw None(galleryPath);
        }

        IReadOnlyList<GalleryRoot> roots = RootPlan.Resolve(galleryPath, existing?.Roots ?? [], folders, options.Selection);
        RequireFolders(galleryPath, existing, roots);
        IndexReport report;
        try
        {
            GalleryInfo wanted = new([], encoder.Model, encoder.Fingerprint, encoder.Dimensions, encoder.Options, 0);
            using GalleryWriter writer = GalleryWriter.Open(galleryPath, wanted);
            roots = RootPlan.Resolve(galleryPath, writer.Info.Roots, folders, options.Selection);
            report = await RunAsync(writer, roots, encoder, options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }

        using Gallery gallery = Open(galleryPath);
        IEnumerable<RejectedFile> rejected = gallery.RejectedOf(roots);
        return report with { PictureCount = gallery.PictureCount, Rejected = [.. report.Rejected, .. rejected], Mode = gallery.Mode, Recall = gallery.Recall };
    }

    private static async Task<IndexReport> RunAsync(
        GalleryWriter writer,
        IReadOnlyList<GalleryRoot> roots,
        ImageEncoder encoder,
        IndexOptions options,
        IProgress<IndexProgress>? progress,
        CancellationToken cancellationToken)
    {
        RecentChanges recent = new(TimeProvider.System);
        List<RootScan> scans = [.. roots.Select(root => RootScan.Run(root, writer.Catalogue.ReadKnownFiles(root.Name), writer.GalleryPath, options))];
        if (!options.ReportsAllMissing && scans.TrueForAll(scan => scan.Missing is not null))
        {
            throw AllMissing(writer.GalleryPath, [.. scans.Select(scan => scan.Missing!)]);
        }

        writer.SaveRoots([.. scans.Where(scan => !scan.IsInDoubt).Select(scan => scan.Root)]);
        using ContentLedger ledger = new(writer.GalleryPath);
        RunProgress run = new(progress);
        IndexReport report = await new IndexRun(writer, ledger, scans, recent, options, run).RunAsync(encoder, cancellationToken).ConfigureAwait(false);

        // Patterns that take no picture any more are not remembered.
        writer.SaveRoots([.. scans.Where(scan => scan.IsInDoubt && scan.Missing is null).Select(scan => scan.Root)]);
        return report.WasStopped ? report : report with { WasStopped = !KeepIndexes(writer, options, run, cancellationToken) };
    }

    /// <summary>Brings the files that searches are fast by up to date; false when that was stopped, which loses nothing.</summary>
    internal static bool KeepIndexes(GalleryWriter writer, IndexOptions options, RunProgress progress, CancellationToken cancellationToken)
    {
        if (options.RecallFloor is RecallFloor floor)
        {
            writer.Catalogue.WriteSetting(Settings.Recall, floor.ToString());
        }

        try
        {
            IndexUpkeep.Run(writer.GalleryPath, writer.Catalogue.ReadInfo(), writer.Catalogue.ReadDeadRows(), writer.Catalogue.ReadRecallFloor(), progress, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Before a gallery is made or a root is added: a folder that the gallery does not know has to be there, and a new gallery needs a file.</summary>
    private static void RequireFolders(string galleryPath, GalleryInfo? existing, IReadOnlyList<GalleryRoot> roots)
    {
        bool knows(GalleryRoot root) => existing?.Roots.Any(known => known.Path == root.Path) ?? false;
        List<ImageFolder> added = [.. roots.Where(root => !knows(root)).Select(root => new ImageFolder(root.Path, root.Selection))];
        if (added.Count == roots.Count && !added.Any(folder => folder.Files().Any()))
        {
            ImageFolder first = added[0];
            throw new GalleryException(galleryPath, first.Unreadable.Count > 0
                ? $"The folder {first.Path} could not be listed: {first.Unreadable[0].Reason}"
                : $"The folder {first.Path} is empty, or none of its files is taken: nothing was indexed into {galleryPath}.");
        }
    }

    private static GalleryException AllMissing(string galleryPath, IReadOnlyList<MissingRoot> missing)
    {
        string what = missing.Count == 1
            ? $"The folder {missing[0].Path} {missing[0].Reason}"
            : $"None of the {missing.Count} folders of {galleryPath} is there ({missing[0].Path} {missing[0].Reason})";
        long pictureCount = missing.Sum(root => root.PictureCount);
        return new GalleryException(galleryPath, pictureCount == 0
            ? $"{what}: nothing was indexed, and nothing was removed from {galleryPath}."
            : $"{what}, and nothing was removed: {galleryPath} keeps its {pictureCount:N0} {(pictureCount == 1 ? "picture" : "pictures")}; mount the disk, tell the folder's new place with 'akin relocate', or add --confirm-missing where they are gone for good.");
    }

    private IEnumerable<RejectedFile> RejectedOf(IReadOnlyList<GalleryRoot> roots)
    {
        HashSet<string> names = [.. roots.Select(root => root.Name)];
        lock (_catalogueLock)
        {
            return [.. _catalogue.ReadRejected().Where(file => names.Contains(file.Name.Root) && file.Reason != RemovalRun.Reason).Select(file => new RejectedFile(_keys.Show(file.Name), file.Reason))];
        }
    }
}

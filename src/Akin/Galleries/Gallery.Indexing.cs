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
    /// <param name="progress">Told of every settled file, from the run's own thread.</param>
    /// <param name="cancellationToken">Stops the run; what is encoded by then is committed, and the report says that it was stopped.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="GalleryException">
    /// The folder holds no picture; or the gallery belongs to another folder or encoder, is written by another process, is damaged, or its disk refuses.
    /// </exception>
    public static async Task<IndexReport> IndexAsync(
        string galleryPath,
        string folderPath,
        ImageEncoder encoder,
        IndexOptions? options = null,
        IProgress<IndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        ArgumentException.ThrowIfNullOrEmpty(folderPath);
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.IsRaw)
        {
            throw new ArgumentException($"A gallery holds embeddings of length 1, and {encoder.Name} was opened to give them raw.", nameof(encoder));
        }

        ImageFolder folder = new(folderPath);
        if (!folder.Files().Any())
        {
            throw new GalleryException(galleryPath, folder.Unreadable.Count > 0
                ? $"The folder {folderPath} could not be listed: {folder.Unreadable[0].Reason}"
                : $"The folder {folderPath} is empty: nothing was indexed, and nothing was removed from {galleryPath}.");
        }

        using Activity? activity = GalleryTelemetry.Source.StartActivity("akin.index")
            ?.SetTag(GalleryTelemetry.GalleryTag, GalleryTelemetry.NameOf(galleryPath))
            .SetTag(GalleryTelemetry.EncoderTag, encoder.Name)
            .SetTag(GalleryTelemetry.DimensionsTag, encoder.Dimensions);
        try
        {
            IndexReport report = await FollowAsync(galleryPath, folder, encoder, options ?? new IndexOptions(), progress, cancellationToken).ConfigureAwait(false);
            activity.Report(report);
            return report;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private static async Task<IndexReport> FollowAsync(
        string galleryPath, ImageFolder folder, ImageEncoder encoder, IndexOptions options, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        IndexReport report;
        try
        {
            GalleryInfo wanted = new(folder.Path, encoder.Model, encoder.Fingerprint, encoder.Dimensions, encoder.Options, 0);
            using GalleryWriter writer = GalleryWriter.Open(galleryPath, wanted);
            report = await new IndexRun(writer, folder, encoder, options, progress).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }

        using Gallery gallery = Open(galleryPath);
        return report with { PictureCount = gallery.PictureCount, Rejected = [.. report.Rejected, .. gallery.Rejected] };
    }
}

using Akin.Galleries.Verification;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>
    /// Checks a gallery: the catalogue's file, every checksum of embeddings, codes and lists, every row against the catalogue, and a sample of pictures by encoding them again.
    /// With <see cref="VerifyOptions.Repairs"/> what is derived is built anew, and pictures whose embedding is lost are taken out, for the next index run to encode them.
    /// </summary>
    /// <param name="galleryPath">The gallery's folder. Without repairs nothing is written, and others may write and search it meanwhile.</param>
    /// <param name="encoder">The encoder that made the gallery, which encodes the sample; null to take none. It stays the caller's.</param>
    /// <param name="options">How to check, or null for the defaults.</param>
    /// <param name="progress">Told how far it is, from any thread.</param>
    /// <param name="cancellationToken">Stops it. A repair that is stopped leaves a gallery that opens, and another one goes on.</param>
    /// <returns>What was found. Damage is in it, and no exception.</returns>
    /// <exception cref="GalleryException">
    /// It cannot be checked: there is no gallery, it is of another format version or encoder, another process writes it while it is to be repaired, or the disk refuses.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<VerifyReport> VerifyAsync(
        string galleryPath, ImageEncoder? encoder = null, VerifyOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        return Task.Run(() => CheckAsync(galleryPath, encoder, options ?? new VerifyOptions(), new RunProgress(progress), cancellationToken), cancellationToken);
    }

    private static async Task<VerifyReport> CheckAsync(string galleryPath, ImageEncoder? encoder, VerifyOptions options, RunProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return options.Repairs && Exists(galleryPath)
                ? await new GalleryRepair(galleryPath, options, progress).RunAsync(encoder, cancellationToken).ConfigureAwait(false)
                : await new GalleryCheck(galleryPath, options, progress).RunAsync(encoder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }
}

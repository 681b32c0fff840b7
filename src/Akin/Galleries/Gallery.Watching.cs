using System.Runtime.CompilerServices;
using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>How often a writer that waits for another looks whether it has finished.</summary>
    private static readonly TimeSpan LockRetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Follows folders until it is stopped: indexes them, waits until something in them changes and has come to rest, and indexes again. Between runs other processes may write the gallery.
    /// </summary>
    /// <param name="galleryPath">The gallery's folder, usually <c>NAME.akin</c>.</param>
    /// <param name="folders">The folders, as <see cref="FollowAsync"/> takes them.</param>
    /// <param name="encoder">The encoder. It stays the caller's.</param>
    /// <param name="options">
    /// How to index, or null for the defaults. <see cref="IndexOptions.ConfirmsMissing"/> and <see cref="IndexOptions.RetriesRejected"/> hold for the first run: a disk that is unmounted later loses nothing.
    /// </param>
    /// <param name="progress">Told of every settled file and every stage of the first run.</param>
    /// <param name="cancellationToken">Stops it. That ends the enumeration; it is no error.</param>
    /// <returns>A report after each run. Folders that are gone or empty are named in it, all of them may be.</returns>
    /// <exception cref="DirectoryNotFoundException">As for <see cref="FollowAsync"/>, of the first run.</exception>
    /// <exception cref="GalleryException">As for <see cref="FollowAsync"/>. A gallery that another process writes is waited for after the first run.</exception>
    public static async IAsyncEnumerable<IndexReport> WatchAsync(
        string galleryPath,
        IReadOnlyList<RootFolder> folders,
        ImageEncoder encoder,
        IndexOptions? options = null,
        IProgress<IndexProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        ArgumentNullException.ThrowIfNull(folders);
        IEnumerable<string> paths = folders.Count > 0 ? folders.Select(folder => folder.Path) : ReadInfo(galleryPath)?.Roots.Select(root => root.Path) ?? [];
        using FolderWatch watch = new(paths, galleryPath);
        yield return await FollowAsync(galleryPath, folders, encoder, options, progress, cancellationToken).ConfigureAwait(false);

        IndexOptions later = (options ?? new IndexOptions()) with { ConfirmsMissing = false, RetriesRejected = false, ReportsAllMissing = true };
        while (await WaitAsync(watch, cancellationToken).ConfigureAwait(false))
        {
            if (await TryFollowAsync(galleryPath, folders, encoder, later, cancellationToken).ConfigureAwait(false) is IndexReport report)
            {
                yield return report;
            }
        }
    }

    /// <summary>Waits for the next run; false when it is stopped.</summary>
    private static async Task<bool> WaitAsync(FolderWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Indexes once, when no other process writes the gallery; null where it is stopped while it waits for that.</summary>
    private static async Task<IndexReport?> TryFollowAsync(
        string galleryPath, IReadOnlyList<RootFolder> folders, ImageEncoder encoder, IndexOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await FollowAsync(galleryPath, folders, encoder, options, progress: null, cancellationToken).ConfigureAwait(false);
            }
            catch (GalleryException exception) when (exception.IsLocked)
            {
                try
                {
                    await Task.Delay(LockRetryInterval, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
            }
        }
    }
}

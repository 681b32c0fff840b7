using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

/// <summary>One walk of a gallery after its folder: what is new or changed is encoded, what is gone is dropped, what is the same is left alone.</summary>
internal sealed class IndexRun(GalleryWriter writer, ImageFolder folder, ImageEncoder encoder, IndexOptions options, IProgress<IndexProgress>? progress)
{
    /// <summary>
    /// Files a commit, unless <see cref="CommitInterval"/> passes first. A commit costs two flushes of the disk, about 10 ms;
    /// a killed process loses at most this much work.
    /// </summary>
    private const int FilesPerCommit = 256;

    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, KnownFile> _known = writer.ReadKnownFiles();
    private int _indexedCount;
    private int _unchangedCount;
    private int _removedCount;

    /// <summary>Follows the folder to its end, or until cancelled. Both ways, what has been encoded is committed.</summary>
    /// <returns>The report, to be completed with what the gallery holds afterwards.</returns>
    public async Task<IndexReport> RunAsync(CancellationToken cancellationToken)
    {
        List<PictureFile> files = [.. folder.Files().Where(file => !options.ExcludedKeys.Contains(file.Key))];
        List<PictureFile> toDo = [.. files.Where(HasChanged)];
        _unchangedCount = files.Count(file => !HasChanged(file) && _known[file.Key].ContentHash is not null);
        bool wasStopped = !await EmbedAsync(toDo, cancellationToken).ConfigureAwait(false);
        if (!wasStopped)
        {
            RemoveGone(files);
        }

        writer.Commit();
        return new IndexReport
        {
            IndexedCount = _indexedCount,
            UnchangedCount = _unchangedCount,
            RemovedCount = _removedCount,
            PictureCount = 0,
            Rejected = [.. folder.Unreadable.Select(unreadable => new RejectedFile(unreadable.KeyPrefix, $"the folder could not be listed: {unreadable.Reason}"))],
            WasStopped = wasStopped,
        };
    }

    private bool HasChanged(PictureFile file) =>
        !_known.TryGetValue(file.Key, out KnownFile? known) || known.LengthInBytes != file.LengthInBytes || known.ModifiedNs != file.ModifiedNs;

    /// <summary>Encodes the files and commits as it goes; false when it was stopped.</summary>
    private async Task<bool> EmbedAsync(List<PictureFile> toDo, CancellationToken cancellationToken)
    {
        EmbeddingPipeline pipeline = new(encoder, options.WorkerCount);
        long lastCommit = Environment.TickCount64;
        int settledCount = 0;
        progress?.Report(new IndexProgress(0, toDo.Count));
        try
        {
            await foreach (PictureOutcome outcome in pipeline.RunAsync(toDo, KnownHash, cancellationToken).ConfigureAwait(false))
            {
                writer.Add(outcome);
                GalleryTelemetry.Settle(outcome);
                _indexedCount += outcome is PictureOutcome.Embedded ? 1 : 0;
                _unchangedCount += outcome is PictureOutcome.Unchanged ? 1 : 0;
                settledCount++;
                if (writer.PendingCount >= FilesPerCommit || Environment.TickCount64 - lastCommit > CommitInterval.TotalMilliseconds)
                {
                    writer.Commit();
                    lastCommit = Environment.TickCount64;
                }

                progress?.Report(new IndexProgress(settledCount, toDo.Count));
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private byte[]? KnownHash(PictureFile file) => _known.TryGetValue(file.Key, out KnownFile? known) ? known.ContentHash : null;

    /// <summary>Drops what was not found, except below folders that could not be listed: what lies there is unknown.</summary>
    private void RemoveGone(List<PictureFile> files)
    {
        HashSet<string> found = [.. files.Select(file => file.Key)];
        foreach ((string key, KnownFile known) in _known)
        {
            bool isUnknown = folder.Unreadable.Any(unreadable => key.StartsWith(unreadable.KeyPrefix, StringComparison.Ordinal));
            if (!found.Contains(key) && !isUnknown)
            {
                writer.Remove(key);
                _removedCount += known.ContentHash is null ? 0 : 1;
            }
        }
    }
}

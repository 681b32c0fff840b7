using System.Diagnostics;
using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

/// <summary>One walk of a gallery after its folders: what is new or changed is encoded, what is gone is dropped, what is the same is left alone.</summary>
/// <param name="writer">The gallery's writer.</param>
/// <param name="ledger">The gallery's contents.</param>
/// <param name="scans">The walks of the folders.</param>
/// <param name="recent">Made before the walks began.</param>
/// <param name="options">How to index.</param>
/// <param name="progress">Told of every settled file and of the stages.</param>
internal sealed class IndexRun(
    GalleryWriter writer, ContentLedger ledger, IReadOnlyList<RootScan> scans, RecentChanges recent, IndexOptions options, RunProgress progress)
{
    /// <summary>
    /// Files a commit, unless <see cref="CommitInterval"/> passes first. A commit costs two flushes of the disk, about 10 ms;
    /// a killed process loses at most this much work.
    /// </summary>
    private const int FilesPerCommit = 256;

    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, RootScan> _scans = scans.ToDictionary(scan => scan.Root.Name, StringComparer.Ordinal);
    private readonly Dictionary<ContentHash, List<PictureOutcome.Recognised>> _waiting = [];
    private readonly RowTally _rows = new();
    private readonly HashSet<RootScan> _showing = [];
    private readonly List<PictureOutcome.Rejected> _undecided = [];
    private readonly List<RejectedFile> _kept = [];
    private readonly List<(RootScan Scan, string Key)> _vanished = [];
    private int _indexedCount;
    private int _unchangedCount;

    /// <summary>Follows the folders to their end, or until cancelled. Both ways, what has been encoded is committed.</summary>
    /// <returns>The report, to be completed with what the gallery holds afterwards.</returns>
    public async Task<IndexReport> RunAsync(ImageEncoder encoder, CancellationToken cancellationToken)
    {
        GalleryKeys keys = new(writer.Catalogue.ReadRoots());
        List<PictureFile> toRead = [.. scans.SelectMany(scan => scan.ToRead)];
        foreach (PictureFile file in scans.SelectMany(scan => scan.Relabelled))
        {
            writer.Touch(file);
        }

        bool wasStopped = !await EmbedAsync(toRead, encoder, cancellationToken).ConfigureAwait(false);
        if (!wasStopped)
        {
            Debug.Assert(_waiting.Count == 0, "Every content that was claimed has been settled.");
            SettleDoubts(keys);
            RemoveGone();
        }

        writer.Commit(progress);
        return new IndexReport
        {
            IndexedCount = _indexedCount,
            MovedCount = _rows.MovedCount,
            DuplicateCount = _rows.DuplicateCount,
            UnchangedCount = _unchangedCount + scans.Sum(scan => scan.UnchangedCount),
            RemovedCount = _rows.RemovedCount,
            PictureCount = 0,
            Rejected = [.. scans.SelectMany(scan => scan.Unreadable.Select(folder =>
                new RejectedFile(keys.Show(new ItemName(scan.Root.Name, folder.KeyPrefix)), $"the folder could not be listed: {folder.Reason}"))), .. _kept],
            MissingRoots = [.. scans.Select(scan => scan.Missing).OfType<MissingRoot>()],
            WasStopped = wasStopped,
        };
    }

    /// <summary>Reads the files, encodes what is new and commits as it goes; false when it was stopped.</summary>
    private async Task<bool> EmbedAsync(List<PictureFile> files, ImageEncoder encoder, CancellationToken cancellationToken)
    {
        EmbeddingPipeline pipeline = new(encoder, options.WorkerCount);
        long lastCommit = Environment.TickCount64;
        progress.Begin(files.Count);
        try
        {
            await foreach (PictureOutcome outcome in pipeline.RunAsync(files, Recognise, cancellationToken).ConfigureAwait(false))
            {
                Settle(outcome);
                GalleryTelemetry.Settle(outcome);
                progress.Settle();
                if (writer.PendingCount >= FilesPerCommit || Environment.TickCount64 - lastCommit > CommitInterval.TotalMilliseconds)
                {
                    writer.Commit(progress);
                    lastCommit = Environment.TickCount64;
                }
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>What is known of a file's bytes. Called by the workers.</summary>
    private ContentState Recognise(PictureFile file, byte[] contentHash)
    {
        bool isToBeTried = options.RetriesRejected && !IsPicture(file);
        if (!isToBeTried && _scans[file.Root].Find(file.Key) is not null && ledger.IsOf(new ItemName(file.Root, file.Key), contentHash))
        {
            return ContentState.Unchanged;
        }

        return ledger.TryClaim(contentHash) ? ContentState.New : ContentState.Recognised;
    }

    /// <summary>Whether the gallery has a picture by the file's key.</summary>
    private bool IsPicture(PictureFile file) => _scans[file.Root].Find(file.Key) is { Row: not null };

    private void Settle(PictureOutcome outcome)
    {
        switch (outcome)
        {
            case PictureOutcome.Embedded embedded:
                _showing.Add(_scans[embedded.File.Root]);
                KnownContent content = writer.Add(embedded with { File = recent.Dated(embedded.File) });
                ledger.Settle(embedded.ContentHash, content);
                _indexedCount++;
                SettleWaiting(embedded.ContentHash);
                break;
            case PictureOutcome.Unchanged unchanged:
                writer.Touch(recent.Dated(unchanged.File));
                _unchangedCount += IsPicture(unchanged.File) ? 1 : 0;
                if (_scans[unchanged.File.Root].Find(unchanged.File.Key) is { Row: not null } or { WasRemoved: true })
                {
                    _showing.Add(_scans[unchanged.File.Root]);
                }

                break;
            case PictureOutcome.Recognised recognised:
                Settle(recognised);
                break;
            case PictureOutcome.Rejected rejected:
                Reject(rejected);
                break;
            default:
                throw new UnreachableException($"Nothing is known of the outcome {outcome.GetType().Name}.");
        }
    }

    private void Settle(PictureOutcome.Recognised recognised)
    {
        (KnownContent? content, string? reason) = ledger.Find(recognised.ContentHash);
        if (content is KnownContent known)
        {
            _showing.Add(_scans[recognised.File.Root]);
            writer.AddKnown(recent.Dated(recognised.File), recognised.ContentHash, known);
            _rows.Reuse(known.Row, isNew: !IsPicture(recognised.File));
        }
        else if (reason is not null)
        {
            Skip(new PictureOutcome.Rejected(recent.Dated(recognised.File), reason) { ContentHash = recognised.ContentHash });
        }
        else
        {
            ContentHash hash = ContentHash.Of(recognised.ContentHash);
            _waiting.TryAdd(hash, []);
            _waiting[hash].Add(recognised);
        }
    }

    private void Reject(PictureOutcome.Rejected rejected)
    {
        RootScan scan = _scans[rejected.File.Root];
        if (rejected.IsUnread && IsGone(rejected.File))
        {
            _vanished.Add((scan, rejected.File.Key));
            return;
        }

        // What the system refused is tried again by the next run, whatever the file's time says.
        PictureFile file = rejected.IsUnread ? rejected.File with { ModifiedNs = KnownFile.LookAgain } : recent.Dated(rejected.File);
        Skip(rejected with { File = file });
        if (rejected.ContentHash is byte[] contentHash)
        {
            ledger.Reject(contentHash, rejected.Reason);
            SettleWaiting(contentHash);
        }
    }

    /// <summary>Keeps a file as rejected; one that was a picture not before its folder has shown another.</summary>
    private void Skip(PictureOutcome.Rejected rejected)
    {
        if (_scans[rejected.File.Root].IsInDoubt && IsPicture(rejected.File))
        {
            _undecided.Add(rejected);
        }
        else
        {
            writer.Reject(rejected);
        }
    }

    /// <summary>Finds out which folders show no picture any more, so that what is known of them stays.</summary>
    private void SettleDoubts(GalleryKeys keys)
    {
        foreach (RootScan scan in scans)
        {
            scan.SettleDoubt(_showing.Contains(scan));
        }

        foreach (PictureOutcome.Rejected rejected in _undecided)
        {
            if (_scans[rejected.File.Root].Missing is null)
            {
                writer.Reject(rejected);
            }
            else
            {
                _kept.Add(new RejectedFile(keys.Show(new ItemName(rejected.File.Root, rejected.File.Key)), rejected.Reason));
            }
        }
    }

    private void SettleWaiting(byte[] contentHash)
    {
        if (_waiting.Remove(ContentHash.Of(contentHash), out List<PictureOutcome.Recognised>? waiting))
        {
            waiting.ForEach(Settle);
        }
    }

    /// <summary>Whether the file has been deleted since its folder was listed. A link that leads nowhere is still there.</summary>
    public static bool IsGone(PictureFile file) =>
        new FileInfo(file.Path) is { Exists: false, LinkTarget: null } && !file.Key.Contains(Vision.Decoding.FileContent.UnreadableCharacter, StringComparison.Ordinal);

    /// <summary>Drops what was not found, and what was gone when it was to be read.</summary>
    private void RemoveGone()
    {
        foreach (RootScan scan in scans)
        {
            List<string> gone = [.. scan.Gone, .. _vanished.Where(file => file.Scan == scan && scan.Find(file.Key) is not null).Select(file => file.Key)];
            if (gone.Count > 0 && scan.Missing is null && scan.IsStillThere(options))
            {
                foreach (string key in gone)
                {
                    writer.Remove(new ItemName(scan.Root.Name, key));
                    _rows.Remove(scan.Find(key)?.Row);
                }
            }
        }
    }
}

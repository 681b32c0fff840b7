using System.Diagnostics;
using Akin.Datasets;
using Akin.Vectors.Storage;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

/// <summary>
/// Brings a gallery to another encoder. Its embeddings go to a vector file of the next generation, beside the one that counts, and are committed by content as they come; one transaction
/// then gives items their new rows and the gallery its new encoder. Until then whoever reads or writes the gallery has the old one. Not thread-safe.
/// </summary>
internal sealed class MigrationRun(GalleryWriter writer, ImageEncoder encoder, MigrationOptions options, RunProgress progress)
{
    private const int ContentsPerCommit = 256;

    /// <summary>Pictures that are looked up at a time: few enough that no statement holds the write-ahead log up.</summary>
    private const int PicturesPerLook = 1_024;

    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(2);

    private readonly Catalogue _catalogue = writer.Catalogue;
    private readonly Dictionary<string, GalleryRoot> _roots = writer.Info.Roots.ToDictionary(root => root.Name, StringComparer.Ordinal);
    private readonly List<(byte[] ContentHash, KnownContent Content)> _pending = [];
    private readonly Dictionary<ContentHash, List<Failure>> _failures = [];
    private long _lastCommit = Environment.TickCount64;
    private long _toDoCount;
    private int _settledCount;

    /// <summary>Embeddings that this run computed.</summary>
    public int EncodedCount { get; private set; }

    /// <summary>Embeddings that earlier runs had computed.</summary>
    public long EncodedBeforeCount { get; private set; }

    /// <summary>Whether the gallery went over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Pictures that could not be encoded, with reasons.</summary>
    public IReadOnlyList<PictureOutcome.Rejected> Missing => [.. _failures.Values.SelectMany(failures => failures.Select(failure => failure.Picture))];

    /// <summary>Encodes what is not encoded yet and, if nothing is missing or that may be, swaps; false where it was stopped. Both ways what is encoded is committed.</summary>
    /// <exception cref="GalleryException">A folder is gone, or the gallery is on its way to a third encoder.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        RequireFolders();
        GalleryInfo target = new(writer.Info.Roots, encoder.Model, encoder.Fingerprint, encoder.Dimensions, encoder.Options, 0);
        using (VectorFileWriter vectors = OpenVectors(target, out target))
        {
            EncodedBeforeCount = target.RowCount;
            bool wasStopped = !await EncodeAsync(vectors, cancellationToken).ConfigureAwait(false);
            Commit(vectors);
            target = target with { RowCount = vectors.RowCount };
            if (wasStopped || (_failures.Count > 0 && !options.DropsMissing))
            {
                return !wasStopped;
            }
        }

        // They hold the numbers of rows: see Compaction.
        GalleryIndexes.DeleteFiles(writer.GalleryPath);
        _catalogue.CommitMigration(target, Missing);
        VectorsFiles.DeleteOthers(writer.GalleryPath, target.VectorsGeneration, migration: null);
        IsDone = true;
        return true;
    }

    /// <summary>A folder that is gone is found out before hours of encoding.</summary>
    private void RequireFolders()
    {
        foreach (GalleryRoot root in options.DropsMissing ? [] : writer.Info.Roots)
        {
            if (_catalogue.ReadKeys(root.Name, limit: 1).Count > 0 && (!Directory.Exists(root.Path) || !Directory.EnumerateFileSystemEntries(root.Path).Any()))
            {
                throw new GalleryException(
                    writer.GalleryPath,
                    $"The folder {root.Path} {(Directory.Exists(root.Path) ? "is empty" : "is gone")}, and its pictures cannot be encoded by {encoder.Name}: mount the disk, tell the folder's new place with 'akin relocate', or add --drop-missing where they are gone for good.");
            }
        }
    }

    /// <summary>The file that the embeddings go to: that of a run that was stopped, or a new one.</summary>
    private VectorFileWriter OpenVectors(GalleryInfo wanted, out GalleryInfo target)
    {
        if (_catalogue.ReadMigration() is GalleryInfo begun)
        {
            if (begun.Fingerprint != wanted.Fingerprint)
            {
                throw new GalleryException(
                    writer.GalleryPath,
                    $"The gallery {writer.GalleryPath} is on its way to the encoder {GalleryInfo.Describe(begun.Model, begun.Fingerprint, begun.Options)} and has {begun.RowCount:N0} embeddings of it: 'akin migrate {writer.GalleryPath}' goes on with that, --abandon gives it up.");
            }

            try
            {
                target = wanted with { RowCount = begun.RowCount, VectorsGeneration = begun.VectorsGeneration };
                return Open(target);
            }
            catch (Exception exception) when (exception is IndexFormatException or FileNotFoundException)
            {
                // What cannot be gone on with is made again.
                File.Delete(PathOf(begun));
            }
        }

        target = wanted with { VectorsGeneration = _catalogue.NextGeneration() };
        _catalogue.BeginMigration(target);
        return Open(target);
    }

    private VectorFileWriter Open(GalleryInfo target) => VectorFileWriter.Open(PathOf(target), target.Dimensions, target.RowCount);

    private string PathOf(GalleryInfo target) => Path.Combine(writer.GalleryPath, VectorsFiles.Name(target.VectorsGeneration));

    /// <summary>Encodes a picture of each content, and where that fails, another of the same content; false when it was stopped.</summary>
    private async Task<bool> EncodeAsync(VectorFileWriter vectors, CancellationToken cancellationToken)
    {
        _toDoCount = _catalogue.CountUnmigrated();
        progress.Begin((int)Math.Min(_toDoCount, int.MaxValue));
        using ContentLedger ledger = new(writer.GalleryPath);
        using Catalogue lookup = Catalogue.OpenForLookup(writer.GalleryPath);
        EmbeddingPipeline pipeline = new(encoder, options.WorkerCount);
        IEnumerable<PictureFile> files = Unencoded(lookup);
        try
        {
            for (int place = 1; ; place++)
            {
                await foreach (PictureOutcome outcome in pipeline.RunAsync(files, (file, hash) => Compare(ledger, file, hash), cancellationToken).ConfigureAwait(false))
                {
                    Settle(outcome, vectors);
                }

                List<PictureFile> others = [.. _failures.Values.Where(failures => failures.Count == place).Select(failures => Other(failures[0], place)).OfType<PictureFile>()];
                if (others.Count == 0)
                {
                    return true;
                }

                files = others;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>One picture of each content, looked up on the pipeline's thread as they are needed.</summary>
    private IEnumerable<PictureFile> Unencoded(Catalogue lookup)
    {
        for (long lastRow = -1; ;)
        {
            List<(PictureFile File, long Row)> some = lookup.ReadUnmigrated(lastRow, PicturesPerLook);
            if (some.Count == 0)
            {
                yield break;
            }

            foreach ((PictureFile file, long row) in some)
            {
                yield return WithPath(file);
                lastRow = row;
            }
        }
    }

    private PictureFile? Other(Failure failure, int place) =>
        _catalogue.FindPicture(failure.ContentHash, place) is PictureFile file ? WithPath(file) : null;

    private PictureFile WithPath(PictureFile file) =>
        file with { Path = _roots.TryGetValue(file.Root, out GalleryRoot? root) ? Path.Combine(root.Path, file.Key) : file.Key };

    /// <summary>Only the content that the gallery knows is encoded. Called by the workers.</summary>
    private static ContentState Compare(ContentLedger ledger, PictureFile file, byte[] contentHash) =>
        ledger.IsOf(new ItemName(file.Root, file.Key), contentHash) ? ContentState.New : ContentState.Recognised;

    private void Settle(PictureOutcome outcome, VectorFileWriter vectors)
    {
        switch (outcome)
        {
            case PictureOutcome.Embedded embedded:
                _pending.Add((embedded.ContentHash, new KnownContent(vectors.RowCount, embedded.Width, embedded.Height)));
                vectors.Append(embedded.Embedding);
                _failures.Remove(ContentHash.Of(embedded.ContentHash));
                EncodedCount++;
                break;
            case PictureOutcome.Recognised changed:
                Fail(LookAgain(changed.File), null, $"its file had changed when the gallery went over to {encoder.Name}: the next index run reads it again");
                break;
            case PictureOutcome.Rejected rejected:
                string reason = rejected.IsUnread && IndexRun.IsGone(rejected.File) ? $"its file was gone when the gallery went over to {encoder.Name}" : rejected.Reason;
                Fail(rejected.IsUnread ? LookAgain(rejected.File) : rejected.File, rejected.ContentHash, reason);
                break;
            default:
                throw new UnreachableException($"Nothing is known of the outcome {outcome.GetType().Name}.");
        }

        // Another picture of a content that failed was not counted.
        if (_settledCount < _toDoCount)
        {
            _settledCount++;
            progress.Settle();
        }

        if (_pending.Count >= ContentsPerCommit || Environment.TickCount64 - _lastCommit > CommitInterval.TotalMilliseconds)
        {
            Commit(vectors);
        }
    }

    /// <summary>Should it leave the gallery, the next index run reads its file again, whatever its time says.</summary>
    private static PictureFile LookAgain(PictureFile file) => file with { ModifiedNs = KnownFile.LookAgain };

    /// <summary>Notes why a picture gave no embedding.</summary>
    /// <param name="file">The picture, as it is to be kept should it leave the gallery.</param>
    /// <param name="triedHash">The content that was tried and is not to be tried again, or null.</param>
    /// <param name="reason">Why.</param>
    private void Fail(PictureFile file, byte[]? triedHash, string reason)
    {
        byte[] contentHash = _catalogue.FindHash(new ItemName(file.Root, file.Key))
            ?? throw new GalleryException(writer.GalleryPath, $"The gallery {writer.GalleryPath} is damaged: its picture {file.Key} has no content; 'akin verify {writer.GalleryPath} --repair' mends what can be.");
        ContentHash hash = ContentHash.Of(contentHash);
        _failures.TryAdd(hash, []);
        _failures[hash].Add(new Failure(contentHash, new PictureOutcome.Rejected(file, reason) { ContentHash = triedHash }));
    }

    private void Commit(VectorFileWriter vectors)
    {
        _lastCommit = Environment.TickCount64;
        if (_pending.Count > 0)
        {
            progress.Enter(IndexStage.Append);
            vectors.Flush();
            progress.Enter(IndexStage.Commit);
            _catalogue.CommitMigrated(_pending, vectors.RowCount);
            _pending.Clear();
            progress.Committed();
        }
    }

    /// <summary>A picture of a content that gave no embedding.</summary>
    private sealed record Failure(byte[] ContentHash, PictureOutcome.Rejected Picture);
}

using System.Security.Cryptography;
using Akin.Datasets;
using Akin.Vision.Decoding;

namespace Akin.Galleries;

/// <summary>Finds out what an indexing run would change. Reads files to know their content, decodes none, and writes nothing.</summary>
internal sealed class StatusRun(Catalogue catalogue, IReadOnlyList<RootScan> scans, GalleryKeys keys, IndexOptions options)
{
    private readonly Dictionary<long, Queue<ItemName>> _goneByRow = [];
    private readonly HashSet<ContentHash> _toEncode = [];
    private readonly List<string> _added = [];
    private readonly List<string> _changed = [];
    private readonly List<MovedPicture> _moved = [];
    private readonly List<RejectedFile> _skipped = [];
    private int _unchangedCount;

    /// <summary>Reads what is new or changed and compares.</summary>
    public async Task<GalleryStatus> RunAsync(IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        List<PictureFile> toRead = [.. scans.SelectMany(scan => scan.ToRead)];
        (byte[]? Hash, string? Reason)[] contents = await ReadAsync(toRead, options.WorkerCount, progress, cancellationToken).ConfigureAwait(false);
        foreach (RootScan scan in scans)
        {
            foreach (string key in scan.Gone)
            {
                if (scan.Find(key)?.Row is long row)
                {
                    _goneByRow.TryAdd(row, []);
                    _goneByRow[row].Enqueue(new ItemName(scan.Root.Name, key));
                }
            }
        }

        Dictionary<string, RootScan> scanByRoot = scans.ToDictionary(scan => scan.Root.Name, StringComparer.Ordinal);
        for (int index = 0; index < toRead.Count; index++)
        {
            Compare(toRead[index], scanByRoot[toRead[index].Root], contents[index].Hash, contents[index].Reason);
        }

        AddSkipped();
        return new GalleryStatus
        {
            Added = _added,
            Changed = _changed,
            Moved = _moved,
            Removed = [.. _goneByRow.Values.SelectMany(names => names).Select(keys.Show).Order(StringComparer.Ordinal)],
            Skipped = _skipped,
            MissingRoots = [.. scans.Select(scan => scan.Missing).OfType<MissingRoot>()],
            UnchangedCount = _unchangedCount + scans.Sum(scan => scan.UnchangedCount),
            ToEncodeCount = _toEncode.Count,
            UnlistedFolders = [.. scans.SelectMany(scan => scan.Unreadable.Select(folder => keys.Show(new ItemName(scan.Root.Name, folder.KeyPrefix))))],
        };
    }

    /// <summary>The hash of each file's bytes, or the reason why it cannot be read; neither for a file that is gone since its folder was listed.</summary>
    private static async Task<(byte[]? Hash, string? Reason)[]> ReadAsync(List<PictureFile> files, int workerCount, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        (byte[]?, string?)[] contents = new (byte[]?, string?)[files.Count];
        int readCount = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, parallel, (index, _) =>
        {
            try
            {
                using FileContent content = FileContent.Read(files[index].Path, DecodeLimits.Default.FileBytes);
                contents[index] = (SHA256.HashData(content.Bytes), null);
            }
            catch (ImageDecodeException exception)
            {
                contents[index] = (null, exception.Fault == PictureFault.Unreadable && IndexRun.IsGone(files[index]) ? null : exception.Message);
            }

            progress?.Report(new IndexProgress(Interlocked.Increment(ref readCount), files.Count));
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return contents;
    }

    private void Compare(PictureFile file, RootScan scan, byte[]? contentHash, string? reason)
    {
        ItemName name = new(file.Root, file.Key);
        if (reason is not null)
        {
            _skipped.Add(new RejectedFile(keys.Show(name), reason));
            return;
        }

        if (scan.Missing is not null)
        {
            // None of its files is a picture, or it would not be missing: a run changes nothing for them.
            if (contentHash is not null)
            {
                _skipped.Add(new RejectedFile(keys.Show(name), "not a picture"));
            }

            return;
        }

        KnownFile? before = scan.Find(file.Key);
        bool isPicture = before is { Row: not null };
        if (contentHash is null)
        {
            if (before?.Row is long row)
            {
                _goneByRow.TryAdd(row, []);
                _goneByRow[row].Enqueue(name);
            }
        }
        else if (before is not null && (isPicture || !options.RetriesRejected) && catalogue.FindHash(name) is byte[] known && known.AsSpan().SequenceEqual(contentHash))
        {
            _unchangedCount += isPicture ? 1 : 0;
            if (!isPicture)
            {
                scan.RejectedAgain.Add(file);
            }
        }
        else
        {
            Compare(name, isPicture, contentHash);
        }
    }

    private void Compare(ItemName name, bool isPicture, byte[] contentHash)
    {
        KnownContent? content = catalogue.FindContent(contentHash);
        if (content is null)
        {
            _toEncode.Add(ContentHash.Of(contentHash));
        }

        if (isPicture)
        {
            _changed.Add(keys.Show(name));
        }
        else if (content is KnownContent known && _goneByRow.TryGetValue(known.Row, out Queue<ItemName>? gone) && gone.TryDequeue(out ItemName from))
        {
            _moved.Add(new MovedPicture(keys.Show(from), keys.Show(name)));
        }
        else
        {
            _added.Add(keys.Show(name));
        }
    }

    private void AddSkipped()
    {
        HashSet<ItemName> again = [.. scans.SelectMany(scan => scan.RejectedAgain).Select(file => new ItemName(file.Root, file.Key))];
        _skipped.AddRange(catalogue.ReadRejected().Where(file => again.Contains(file.Name) && file.Reason != RemovalRun.Reason).Select(file => new RejectedFile(keys.Show(file.Name), file.Reason)));
        foreach (RootScan scan in scans)
        {
            _skipped.AddRange(scan.Unreadable.Select(folder =>
                new RejectedFile(keys.Show(new ItemName(scan.Root.Name, folder.KeyPrefix)), $"the folder could not be listed: {folder.Reason}")));
        }

        _skipped.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
    }
}

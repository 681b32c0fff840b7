using System.Text.Json;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Brings what an encoder needs of one commit of a model into the cache.</summary>
internal sealed class HubDownload(HubConnection connection, HubSettings settings, HubId id, string? onnxFile, IProgress<HubProgress>? progress)
{
    private readonly HubCache _cache = new(settings.CacheFolder, id.FolderName);
    private long _settledBytes;
    private long _totalBytes;

    /// <summary>Downloads what is missing, and only then notes that the revision is this commit: what a cache says it has is whole.</summary>
    public async Task<HubSnapshot> RunAsync(string commit, CancellationToken cancellationToken)
    {
        HubId pinned = id.At(commit);
        string folder = _cache.SnapshotFolder(commit);
        HubTree tree = _cache.ReadTree(commit) ?? await GetTreeAsync(pinned, cancellationToken).ConfigureAwait(false);
        while (Missing(tree, commit, folder) is { Count: > 0 } missing)
        {
            if (!missing.Any(file => ModelFiles.IsConfiguration(file.Path)))
            {
                ModelFiles.RequireKnown(id.Name, tree.Names, folder);
            }

            _cache.Prepare();
            _totalBytes += missing.Sum(file => file.LengthInBytes);
            RequireRoom();
            foreach (HubFile file in missing)
            {
                BlobDownload download = new(connection, _cache, settings, pinned, file, count => Report(file, count), () => ReportWait(file));
                await download.RunAsync(cancellationToken).ConfigureAwait(false);
                _settledBytes += file.LengthInBytes;
            }
        }

        _cache.NoteCommit(id.Revision, commit);
        return new HubSnapshot(folder, commit);
    }

    private List<HubFile> Missing(HubTree tree, string commit, string folder) =>
        [.. ModelFiles.Missing(id.Name, tree.Names, folder, name => _cache.Holds(commit, name, tree[name].LengthInBytes), onnxFile).Select(name => tree[name])];

    private void Report(HubFile file, long receivedBytes) =>
        progress?.Report(new HubProgress(id.ToString(), file.Path, _settledBytes + receivedBytes, _totalBytes));

    private void ReportWait(HubFile file) =>
        progress?.Report(new HubProgress(id.ToString(), file.Path, _settledBytes, _totalBytes, $"Another process is downloading {file.Path} of {id.Name}: waiting for it."));

    /// <summary>Refuses at once what cannot fit, rather than after minutes.</summary>
    private void RequireRoom()
    {
        long neededBytes = _totalBytes - _settledBytes;
        long freeBytes = new DriveInfo(_cache.Folder).AvailableFreeSpace;
        if (freeBytes < neededBytes)
        {
            throw new HubException(
                HubFailure.Storage,
                $"The disk that holds the model cache {settings.CacheFolder} is too full: {id.Name} needs {neededBytes:N0} bytes and {freeBytes:N0} are free; make room, or move the cache by HF_HOME.");
        }
    }

    /// <summary>Keeps the list for the next time. A cache that may only be read, but holds the model, is good enough without it.</summary>
    private void KeepTree(string commit, HubTree tree)
    {
        try
        {
            _cache.WriteTree(commit, tree);
        }
        catch (Exception exception) when (HubStorage.IsStorage(exception) && _cache.Names(commit).Count > 0)
        {
            // Whatever else has to be written fails with the disk's own reason.
        }
    }

    private async Task<HubTree> GetTreeAsync(HubId pinned, CancellationToken cancellationToken)
    {
        HubTree tree = new();
        Uri? page = new(settings.Endpoint, $"{pinned.ApiPath}/tree/{pinned.Revision}?recursive=true&expand=false");
        HashSet<Uri> seen = [];
        while (page is not null)
        {
            if (!connection.IsHub(page) || !seen.Add(page))
            {
                throw new HubException(HubFailure.BadAnswer, $"{settings.Endpoint.Authority} continues its list of files at another host or in a circle: check HF_ENDPOINT.");
            }

            (JsonDocument document, Uri? next) = await connection.GetJsonAsync(pinned, page, cancellationToken).ConfigureAwait(false);
            using (document)
            {
                try
                {
                    tree.AddPage(document.RootElement);
                }
                catch (FormatException exception)
                {
                    throw new HubException(HubFailure.BadAnswer, $"{settings.Endpoint.Authority} gives a list of the files of {id.Name} that cannot be used: {exception.Message}.", exception);
                }
            }

            page = next;
        }

        KeepTree(pinned.Revision, tree);
        return tree;
    }
}

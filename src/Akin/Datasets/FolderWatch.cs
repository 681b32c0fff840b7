using System.Threading.Channels;

namespace Akin.Datasets;

/// <summary>
/// Waits until something has changed below folders and has come to rest. What has changed is not told: whoever waits walks the folders, so that no event can be lost or misread.
/// Folders that cannot be watched, since they are gone or the system has no watch left, are to be walked now and then. One waits at a time; the caller disposes it.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    /// <summary>The most that .NET allows, so that an overflow, which costs a walk, is rare.</summary>
    private const int EventBufferInBytes = 64 * 1024;

    /// <summary>Files that are copied or unpacked change again within this time while they grow.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);

    /// <summary>Where changes never rest, for example below a camera that uploads all day, this long is waited at most.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(15);

    /// <summary>Changes behind links and on network drives come without an event.</summary>
    private static readonly TimeSpan WalkInterval = TimeSpan.FromMinutes(10);

    /// <summary>The same where a folder is not watched at all.</summary>
    private static readonly TimeSpan UnwatchedWalkInterval = TimeSpan.FromSeconds(30);

    /// <summary>A folder that is itself moved or unmounted tells nothing, so that it is looked for.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, FileSystemWatcher?> _watcherByPath;
    private readonly string _galleryPath;

    /// <summary>Begins to watch: what changes from here on ends the next wait.</summary>
    /// <param name="folderPaths">The folders; they need not exist.</param>
    /// <param name="galleryPath">The gallery, whose own changes do not count.</param>
    public FolderWatch(IEnumerable<string> folderPaths, string galleryPath)
    {
        _galleryPath = ImageFolder.FullPathOf(galleryPath);
        _watcherByPath = folderPaths.Select(ImageFolder.FullPathOf).Distinct().ToDictionary(path => path, static _ => (FileSystemWatcher?)null, StringComparer.Ordinal);
        WatchWhatIsNot();
    }

    /// <summary>Whether the system tells of changes in every folder.</summary>
    public bool IsWatchingAll
    {
        get
        {
            lock (_watcherByPath)
            {
                return _watcherByPath.Values.All(watcher => watcher is not null);
            }
        }
    }

    /// <summary>Returns when something has changed and rested for a while, or when it is time to walk the folders anyway.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        WatchWhatIsNot();
        long walkAt = Environment.TickCount64 + (long)(IsWatchingAll ? WalkInterval : UnwatchedWalkInterval).TotalMilliseconds;
        while (!await HasChangeWithinAsync(LookInterval, cancellationToken).ConfigureAwait(false))
        {
            bool isTime = Environment.TickCount64 >= walkAt;
            if (StopWatching(path => isTime || !Directory.Exists(path)) || isTime)
            {
                // Watched anew before the next walk: another folder may have come to the same path.
                WatchWhatIsNot();
                return;
            }
        }

        long settleUntil = Environment.TickCount64 + (long)LongestSettling.TotalMilliseconds;
        while (Environment.TickCount64 < settleUntil && await HasChangeWithinAsync(SettlingTime, cancellationToken).ConfigureAwait(false))
        {
            // It goes on changing.
        }
    }

    public void Dispose() => StopWatching(static _ => true);

    /// <summary>Whether a change of the file or folder at a path counts: not where it is the gallery's own.</summary>
    internal bool Counts(string path) =>
        path != _galleryPath && !path.StartsWith(_galleryPath + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private async Task<bool> HasChangeWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(time);
        try
        {
            await _changes.Reader.ReadAsync(timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Gives up the watchers of some folders; false where none had one.</summary>
    private bool StopWatching(Func<string, bool> isAffected)
    {
        bool hasStopped = false;
        lock (_watcherByPath)
        {
            foreach (string path in _watcherByPath.Where(entry => entry.Value is not null && isAffected(entry.Key)).Select(entry => entry.Key).ToList())
            {
                _watcherByPath[path]!.Dispose();
                _watcherByPath[path] = null;
                hasStopped = true;
            }
        }

        return hasStopped;
    }

    /// <summary>Begins with folders that are there now and were not, and with those whose watch has failed.</summary>
    private void WatchWhatIsNot()
    {
        lock (_watcherByPath)
        {
            foreach (string path in _watcherByPath.Where(entry => entry.Value is null).Select(entry => entry.Key).ToList())
            {
                _watcherByPath[path] = TryWatch(path);
            }
        }
    }

    /// <summary>A watcher of a folder; null where there is no such folder or the system has no watch left.</summary>
    private FileSystemWatcher? TryWatch(string path)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(path)
            {
                IncludeSubdirectories = true,
                InternalBufferSize = EventBufferInBytes,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
            };
            watcher.Created += (_, change) => Note(change.FullPath);
            watcher.Changed += (_, change) => Note(change.FullPath);
            watcher.Deleted += (_, change) => Note(change.FullPath);
            watcher.Renamed += (_, change) => Note(change.FullPath);
            watcher.Error += (_, error) => Fail(path, error.GetException());
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    private void Note(string path)
    {
        if (Counts(path))
        {
            _changes.Writer.TryWrite(true);
        }
    }

    /// <summary>Events were lost, which a walk makes up for. Where it was no overflow, the folder is watched anew.</summary>
    private void Fail(string path, Exception exception)
    {
        if (exception is not InternalBufferOverflowException)
        {
            StopWatching(failed => failed == path);
        }

        _changes.Writer.TryWrite(true);
    }
}

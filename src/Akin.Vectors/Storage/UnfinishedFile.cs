namespace Akin.Vectors.Storage;

/// <summary>A file that is gathered beside its place, as <c>path.unfinished</c>, and takes its name when it is complete, in one step; disposed before, it leaves nothing. Not thread-safe.</summary>
internal sealed class UnfinishedFile : IDisposable
{
    private const int BufferInBytes = 1 << 16;

    private readonly string _path;
    private readonly string _unfinishedPath;
    private bool _isComplete;

    /// <summary>Begins a file; what another one left unfinished is written over.</summary>
    /// <param name="path">The file to be.</param>
    /// <exception cref="IOException">It cannot be written, or somebody is writing it.</exception>
    public UnfinishedFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _unfinishedPath = path + ".unfinished";
        Stream = new GrowingFile(_unfinishedPath, FileMode.Create, FileAccess.Write, FileShare.None, BufferInBytes);
    }

    /// <summary>Where to write.</summary>
    public FileStream Stream { get; }

    /// <summary>Closes the file and gives it its name; one of that name is replaced.</summary>
    /// <param name="flushToDisk">Whether to wait until its bytes are on the disk, so that not even a power cut leaves half of them under the name.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Complete(bool flushToDisk)
    {
        Stream.Flush(flushToDisk);
        Stream.Dispose();
        File.Move(_unfinishedPath, _path, overwrite: true);
        _isComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isComplete)
        {
            try
            {
                Stream.Dispose();
            }
            catch (IOException)
            {
                // What could not be written is deleted next.
            }

            File.Delete(_unfinishedPath);
        }
    }
}

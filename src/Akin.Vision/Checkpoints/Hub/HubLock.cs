namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Keeps other threads and processes, Python's client among them, from downloading the same content. It ends with its process.</summary>
/// <remarks>On Unix both sides take <c>flock</c>. The file stays: a name that could vanish would let two processes hold different locks.</remarks>
internal sealed class HubLock : IDisposable
{
    private const int LinuxWouldBlock = 11;

    private const int MacWouldBlock = 35;

    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private HubLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting while somebody else holds it.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="waits">Called once where there is somebody to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<HubLock> TakeAsync(string path, Action waits, CancellationToken cancellationToken)
    {
        bool isWaiting = false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new HubLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
            {
                if (!isWaiting)
                {
                    isWaiting = true;
                    waits();
                }

                await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}

using System.Globalization;

namespace Akin.Galleries;

/// <summary>Holds the gallery for its one writer until disposed. The system releases it when the process ends, however it ends.</summary>
internal sealed class GalleryLock : IDisposable
{
    private const string FileName = "lock";

    /// <summary>Who holds the lock, for those that find it taken: a locked file cannot be read on every system.</summary>
    private const string HolderFileName = "lock.holder";

    /// <summary>What a holder's line may have at most: more is not ours.</summary>
    private const int HolderLengthLimit = 512;

    private const int PosixWouldBlock = 11;

    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;
    private readonly string _galleryPath;

    private GalleryLock(FileStream file, string galleryPath)
    {
        _file = file;
        _galleryPath = galleryPath;
    }

    /// <summary>Takes the lock at once.</summary>
    /// <param name="galleryPath">The gallery's folder, which exists.</param>
    /// <exception cref="GalleryException">Another process writes this gallery; the message says which.</exception>
    public static GalleryLock Take(string galleryPath)
    {
        try
        {
            FileStream file = new(Path.Combine(galleryPath, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            SayWhoHolds(galleryPath);
            return new GalleryLock(file, galleryPath);
        }
        catch (IOException exception) when (exception.HResult is PosixWouldBlock or WindowsSharingViolation)
        {
            throw new GalleryException(galleryPath, $"Another process{ReadHolder(galleryPath)} is writing the gallery {galleryPath}: wait until it has finished.", exception) { IsRefusedBySystem = true, IsLocked = true };
        }
    }

    /// <summary>Whether a path inside a gallery's folder belongs to its lock.</summary>
    public static bool IsLock(string path) => Path.GetFileName(path) is FileName or HolderFileName;

    public void Dispose()
    {
        try
        {
            File.Delete(Path.Combine(_galleryPath, HolderFileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It says nothing where nobody holds the lock.
        }

        _file.Dispose();
    }

    /// <summary>Writes what another process is told. A disk that refuses it refuses nothing else yet.</summary>
    private static void SayWhoHolds(string galleryPath)
    {
        try
        {
            File.WriteAllText(
                Path.Combine(galleryPath, HolderFileName),
                string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} on {Environment.MachineName}, since {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The lock itself is held.
        }
    }

    private static string ReadHolder(string galleryPath)
    {
        try
        {
            FileInfo file = new(Path.Combine(galleryPath, HolderFileName));
            string holder = file.Exists && file.Length <= HolderLengthLimit ? File.ReadAllText(file.FullName) : string.Empty;
            return holder.Length > 0 && !holder.Any(char.IsControl) ? $" ({holder})" : string.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}

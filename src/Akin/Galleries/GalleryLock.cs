namespace Akin.Galleries;

/// <summary>Holds the gallery for its one writer until disposed. The system releases it when the process ends, however it ends.</summary>
internal sealed class GalleryLock : IDisposable
{
    private const string FileName = "lock";

    private const int PosixWouldBlock = 11;

    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private GalleryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock at once.</summary>
    /// <param name="galleryPath">The gallery's folder, which exists.</param>
    /// <exception cref="GalleryException">Another process writes this gallery.</exception>
    public static GalleryLock Take(string galleryPath)
    {
        string path = Path.Combine(galleryPath, FileName);
        try
        {
            return new GalleryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception.HResult is PosixWouldBlock or WindowsSharingViolation)
        {
            throw new GalleryException(galleryPath, $"Another process is writing the gallery {galleryPath}: wait until it has finished.", exception) { IsRefusedBySystem = true, IsLocked = true };
        }
    }

    /// <summary>Whether a path inside a gallery's folder is its lock file.</summary>
    public static bool IsLock(string path) => Path.GetFileName(path) == FileName;

    public void Dispose() => _file.Dispose();
}

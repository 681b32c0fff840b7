using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>Waits until the names of a folder's files are on the disk: a file's own flush leaves open whether its new name is.</summary>
internal static partial class FolderFlush
{
    /// <summary>Waits for the folder of a file that was made or renamed. Where the system has no such call, names are kept by its own order, and nothing happens.</summary>
    public static void Of(string filePath)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int folder = Open(Path.GetDirectoryName(Path.GetFullPath(filePath))!, 0);
        if (folder >= 0)
        {
            // Some file systems refuse it for folders: those have nothing to wait for.
            _ = Synchronize(folder);
            _ = Close(folder);
        }
    }

    /// <summary>The same for a file whose folder may be as new as the file.</summary>
    public static void OfNew(string filePath)
    {
        Of(filePath);
        string folder = Path.GetDirectoryName(Path.GetFullPath(filePath))!;
        if (Path.GetDirectoryName(folder) is not null)
        {
            Of(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}

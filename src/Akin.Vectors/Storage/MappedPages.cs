using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>Takes a mapped file out of the process's memory. On other systems than Linux nothing happens.</summary>
internal static unsafe partial class MappedPages
{
    /// <summary>Linux's MADV_DONTNEED: pages of a file are unmapped, and nothing of it is lost.</summary>
    private const int AdviseNotNeeded = 4;

    /// <summary>Gives pages of a mapped file back: who reads on gets the same bytes again, from the system's own cache as long as there is room in it.</summary>
    /// <param name="start">The first byte, at the start of a page.</param>
    /// <param name="lengthInBytes">Bytes mapped.</param>
    public static void GiveBack(byte* start, long lengthInBytes)
    {
        if (OperatingSystem.IsLinux())
        {
            // Advice: where the system does not take it, pages stay as they were.
            _ = Advise(start, (nuint)lengthInBytes, AdviseNotNeeded);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}

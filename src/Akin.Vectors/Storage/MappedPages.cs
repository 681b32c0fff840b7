using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>
/// Keeps a mapped file from filling the process's memory where rows here and there are read: after a number of them, what is mapped is given back to the system, which keeps
/// it in its own cache as long as there is room. Thread-safe: who reads meanwhile gets the same bytes again. On other systems than Linux nothing happens.
/// </summary>
/// <param name="start">The first byte of the mapping, at the start of a page.</param>
/// <param name="lengthInBytes">Bytes mapped.</param>
/// <param name="keptLengthInBytes">A mapping that is no longer may stay in memory whole: mapping a row again takes a microsecond.</param>
internal sealed unsafe partial class MappedPages(byte* start, long lengthInBytes, long keptLengthInBytes = 1 << 30)
{
    /// <summary>Linux's MADV_DONTNEED: pages of a file are unmapped, and nothing of it is lost.</summary>
    private const int AdviseNotNeeded = 4;

    /// <summary>What reading one byte may map: Linux takes so many bytes about it where its cache has them.</summary>
    private const int BytesAboutARow = 1 << 16;

    /// <summary>Bytes that scattered rows may map.</summary>
    private const long BytesLimit = 24 << 20;

    private long _scatteredCount;

    /// <summary>Says that rows were read here and there.</summary>
    public void Note(int rowCount)
    {
        if (lengthInBytes > keptLengthInBytes
            && Interlocked.Add(ref _scatteredCount, rowCount) >= BytesLimit / BytesAboutARow
            && Interlocked.Exchange(ref _scatteredCount, 0) >= BytesLimit / BytesAboutARow)
        {
            GiveBack(start, lengthInBytes);
        }
    }

    /// <summary>Gives pages of a mapped file back at once.</summary>
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

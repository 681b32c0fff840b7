using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>
/// Memory outside the collected heap that never moves, at a multiple of 2 MB and in huge pages where the system offers them: scans over it miss the
/// translation buffer 512 times less often. Pages take no memory before they are written. Whoever made it disposes it.
/// </summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const int HugePageInBytes = 1 << 21;
    private const int AdviseHugePages = 14;

    private byte* _start;

    /// <summary>Takes memory, not zeroed.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public NativeBlock(long lengthInBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthInBytes, 1);
        LengthInBytes = lengthInBytes;
        bool isLarge = lengthInBytes >= HugePageInBytes;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)lengthInBytes, isLarge ? HugePageInBytes : 64u);
        if (isLarge && OperatingSystem.IsLinux())
        {
            // Advice: whatever the system answers, the memory works.
            _ = Advise(_start, (nuint)(lengthInBytes / HugePageInBytes * HugePageInBytes), AdviseHugePages);
        }
    }

    /// <summary>Bytes that may be used.</summary>
    public long LengthInBytes { get; }

    /// <summary>The first byte.</summary>
    public byte* Start => _start;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}

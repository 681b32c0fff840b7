using System.Runtime.InteropServices;

namespace Akin.Vectors.Tests;

/// <summary>Memory that ends where a page begins that nobody may touch: reading one byte too far ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int PageInBytes = 4096;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly nint _start;
    private readonly nint _mappedInBytes;
    private readonly byte* _end;

    public GuardedMemory(int lengthInBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages are made by Linux calls here.");
        int usable = (lengthInBytes + PageInBytes - 1) / PageInBytes * PageInBytes;
        _mappedInBytes = usable + PageInBytes;
        _start = Map(0, _mappedInBytes, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, _start);
        Assert.Equal(0, Protect(_start + usable, PageInBytes, 0));
        _end = (byte*)_start + usable;
    }

    /// <summary>The last elements before the guard page.</summary>
    public Span<T> Last<T>(int count)
        where T : unmanaged => new(_end - (count * sizeof(T)), count);

    public void Dispose() => Unmap(_start, _mappedInBytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nint length);
}

using System.Runtime.InteropServices;

namespace Akin.Vision.Decoding;

/// <summary>Tells files that hold bytes from pipes, devices and sockets, which have no length and may hold a reader for ever.</summary>
internal static partial class RegularFile
{
    private const int CurrentFolder = -100;

    private const uint AskForType = 1;

    private const int StatusLengthInBytes = 256;

    private const int ModeOffset = 28;

    private const int TypeMask = 0xF000;

    private const int RegularType = 0x8000;

    /// <summary>Whether the path leads to a regular file; yes where the system does not tell. Links are followed.</summary>
    public static bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            Span<byte> status = stackalloc byte[StatusLengthInBytes];
            status.Clear();
            return Ask(CurrentFolder, path, flags: 0, AskForType, ref MemoryMarshal.GetReference(status)) != 0
                || (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask) == RegularType;
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library.
            return true;
        }
    }

    /// <summary>Linux's <c>statx</c>, whose answer has one layout on every processor.</summary>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, ref byte status);
}

using System.Runtime.InteropServices;
using Akin.Cli.Output;

namespace Akin.Cli;

/// <summary>
/// The standard streams that the tool was started with. Where a shell closes one, as by <c>2>&amp;-</c>, the runtime's own files get its number: what is written there would go
/// into one of them, and what is read would be the runtime's. Windows has no such numbers.
/// </summary>
internal static partial class StandardStreams
{
    private const int Input = 0;

    private const int Output = 1;

    private const int Error = 2;

    /// <summary>F_GETFD, as Linux and macOS number it.</summary>
    private const int ReadFlags = 1;

    /// <summary>FD_CLOEXEC: the file is closed when another program is started. So what a program was started with never has it, and what the runtime opens has.</summary>
    private const int ClosedByStart = 1;

    /// <summary>Whether there is a standard input.</summary>
    public static bool HasInput => IsGiven(Input);

    /// <summary>Drops what is said where nobody can hear it. To be called before anything is.</summary>
    public static void Prepare()
    {
        if (!IsGiven(Output))
        {
            Console.SetOut(TextWriter.Null);
        }

        Console.SetError(IsGiven(Error) ? new LenientWriter(Console.Error) : TextWriter.Null);
    }

    private static bool IsGiven(int number) => OperatingSystem.IsWindows() || (ReadDescriptor(number, ReadFlags) is >= 0 and int flags && (flags & ClosedByStart) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int ReadDescriptor(int number, int command);
}

using System.Text.RegularExpressions;

namespace Akin.Cli;

/// <summary>Says in one sentence what the disk or the system refused, outside a gallery.</summary>
internal static partial class SystemRefusal
{
    private const int PosixNoSpace = 28;

    private const int PosixTooLarge = 27;

    private const int PosixReadOnly = 30;

    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>The sentence. The path is the file that was asked for, not the one that is written until it is whole.</summary>
    public static string Explain(Exception exception)
    {
        Match match = QuotedPath().Match(exception.Message);
        string path = match.Success ? match.Groups[1].Value : "the file";
        return exception switch
        {
            IOException { HResult: PosixNoSpace or WindowsDiskFull } => $"The disk is full, and {path} was not written: make room and run the command again.",
            IOException { HResult: PosixTooLarge } => $"{path} may grow no further, by a limit such as 'ulimit -f' or its file system's, and was not written: lift the limit and run the command again.",
            IOException { HResult: PosixReadOnly } => $"{path} lies on a disk that cannot be written: name another place.",
            UnauthorizedAccessException => $"There is no permission for {path}: check it, or name another place.",
            _ => exception.Message,
        };
    }

    [GeneratedRegex(@"'(.+?)(\.unfinished|\.part)?'")]
    private static partial Regex QuotedPath();
}

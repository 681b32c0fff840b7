namespace Akin.Cli;

/// <summary>What the tool's exit status says. The README documents it; scripts rely on it.</summary>
internal static class ExitCode
{
    /// <summary>Done. Files of folders and lists may have been skipped; they are told.</summary>
    public const int Done = 0;

    /// <summary>The input cannot be used: no such path, no picture, no gallery, another encoder, a broken checkpoint.</summary>
    public const int BadInput = 1;

    /// <summary>The command line is wrong.</summary>
    public const int BadCommandLine = 2;

    /// <summary>What <c>akin verify</c> returns for a result beyond the tolerance, and for a gallery with a fault that was not repaired.</summary>
    public const int BeyondTolerance = 1;

    /// <summary>What <c>akin verify</c> returns where it cannot run at all.</summary>
    public const int CannotVerify = 2;

    /// <summary>The disk, the network or the system refused: full, read-only, no permission, no answer.</summary>
    public const int SystemRefused = 3;

    /// <summary>Stopped by Ctrl-C or a termination signal, as shells say it: 128 + SIGINT. What was done is kept.</summary>
    public const int Stopped = 130;
}

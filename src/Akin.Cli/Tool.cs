using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Akin.Cli.Commands;
using Akin.Cli.Verification;
using Akin.Galleries;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;

namespace Akin.Cli;

/// <summary>The <c>akin</c> tool: its commands, its signals, and the one place where exceptions become sentences and exit codes.</summary>
internal static class Tool
{
    /// <summary>SIGXFSZ, as Linux and macOS number it.</summary>
    private const PosixSignal FileMayNotGrow = (PosixSignal)25;

    /// <summary>That signal ends a process whose file reaches a limit; without it the write fails, and says why. Held to the end of the process.</summary>
    private static readonly PosixSignalRegistration? FileLimit =
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(FileMayNotGrow, static signal => signal.Cancel = true);

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        GC.KeepAlive(FileLimit);
        StandardStreams.Prepare();

        // A path may begin with @, which names no file of arguments.
        ParseResult parsed = Commands().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (CommandLineFault.Find(parsed, arguments) is CommandLineFault fault)
        {
            return Fail($"{fault.Sentence}{Environment.NewLine}See '{fault.HelpCommand}'.", ExitCode.BadCommandLine);
        }

        try
        {
            InvocationConfiguration settings = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(settings, stop.Token);
        }
        catch (OperationCanceledException stopped) when (stop.IsCancellationRequested)
        {
            return Fail(stopped is StoppedException ? stopped.Message : "Stopped.", ExitCode.Stopped);
        }
        catch (CannotVerifyException exception)
        {
            return Fail(exception.Message, ExitCode.CannotVerify);
        }
        catch (GalleryException exception)
        {
            return Fail(exception.Message, exception.IsRefusedBySystem ? ExitCode.SystemRefused : ExitCode.BadInput);
        }
        catch (Exception exception) when (exception is BadInputException or CheckpointException or ImageDecodeException or DirectoryNotFoundException or FileNotFoundException or PlatformNotSupportedException)
        {
            return Fail(exception.Message, ExitCode.BadInput);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(SystemRefusal.Explain(exception), ExitCode.SystemRefused);
        }
    }

    private static RootCommand Commands()
    {
        RootCommand root = new("Finds the pictures that look like this one.")
        {
            IndexCommand.Create(),
            StatusCommand.Create(),
            RelocateCommand.Create(),
            RemoveCommand.Create(),
            CompactCommand.Create(),
            MigrateCommand.Create(),
            SearchCommand.Create(),
            EmbedCommand.Create(),
            InfoCommand.Create(),
            EvalCommand.Create(),
            OverlapCommand.Create(),
            PreprocessCommand.Create(),
            ResizeCommand.Create(),
            DemoCommand.Create(),
            ModelsCommand.Create(),
            VerifyCommand.Create(),
        };
        foreach (Command command in root.Subcommands)
        {
            RefuseEmptyTexts(command);
        }

        return root;
    }

    /// <summary>An empty text is an unset variable of a script, never a path or a name.</summary>
    private static void RefuseEmptyTexts(Command command)
    {
        foreach (Option option in command.Options)
        {
            option.Validators.Add(result => RefuseEmptyTexts(result, option.Name));
        }

        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(result => RefuseEmptyTexts(result, argument.Name));
        }
    }

    private static void RefuseEmptyTexts(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name} is empty: name what it asks for, or leave it out.");
        }
    }

    /// <summary>The first signal stops in good order, a second one at once.</summary>
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine($"akin: {message}");
        return exitCode;
    }
}

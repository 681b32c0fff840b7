using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary><c>akin status [GALLERY]</c>: what <c>akin index</c> would change, without changing anything.</summary>
internal static class StatusCommand
{
    /// <summary>Lines a kind of change; the rest is counted.</summary>
    private const int PrintedCount = 50;

    public static Command Create()
    {
        Argument<string?> gallery = new("GALLERY")
        {
            Description = "The gallery, a folder that 'akin index' made. Default: the one that lies here.",
            HelpName = "NAME.akin",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("status", "Say what 'akin index' would change: added, changed, moved and removed files. Writes nothing.") { gallery, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(gallery) ?? OnlyGalleryHere(), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string galleryPath, bool asJson, CancellationToken cancellationToken)
    {
        GalleryStatus status;
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            status = await Gallery.StatusAsync(galleryPath, progress: progress, cancellationToken: cancellationToken);
        }

        if (asJson)
        {
            StatusSummary summary = new(
                galleryPath, status.Added, status.Changed, status.Moved, status.Removed, status.Skipped, status.MissingRoots, status.UnchangedCount, status.ToEncodeCount);
            Console.WriteLine(JsonSerializer.Serialize(summary, Json.Readable.StatusSummary));
            return End(status, galleryPath);
        }

        Print("added", status.Added);
        Print("changed", status.Changed);
        Print("moved", [.. status.Moved.Select(moved => $"{moved.From} -> {moved.To}")]);
        Print("removed", status.Removed);
        Print("skipped", [.. status.Skipped.Select(file => $"{file.Key}: {file.Reason}")]);
        string end = status.IsUpToDate ? $"{galleryPath} is up to date."
            : !status.HasChanges ? "Nothing is known of what is missing or could not be listed."
            : $"{status.ToEncodeCount:N0} would be encoded; 'akin index --gallery {galleryPath}' does it.";
        Console.WriteLine(
            $"{status.Added.Count:N0} added, {status.Changed.Count:N0} changed, {status.Moved.Count:N0} moved, {status.Removed.Count:N0} removed, {status.UnchangedCount:N0} unchanged, {status.Skipped.Count:N0} skipped. {end}");
        return End(status, galleryPath);
    }

    /// <summary>Fails where 'akin index' would: a folder is missing.</summary>
    private static int End(GalleryStatus status, string galleryPath) =>
        status.MissingRoots.Count > 0 ? throw new BadInputException(MissingRoots.Explain(status.MissingRoots, galleryPath)) : ExitCode.Done;

    private static void Print(string kind, IReadOnlyList<string> lines)
    {
        foreach (string line in lines.Take(PrintedCount))
        {
            Console.WriteLine($"{kind,-8} {Printable.Text(line)}");
        }

        if (lines.Count > PrintedCount)
        {
            Console.WriteLine($"{kind,-8} ... and {lines.Count - PrintedCount:N0} more: --json lists them all.");
        }
    }

    private static string OnlyGalleryHere()
    {
        string[] galleries = [.. Directory.EnumerateDirectories(".", "*.akin").Where(Gallery.Exists).Select(path => Path.GetFileName(path))];
        return galleries.Length switch
        {
            1 => galleries[0],
            0 => throw new BadInputException("There is no gallery here: name one, as in 'akin status NAME.akin'."),
            _ => throw new BadInputException($"There are {galleries.Length} galleries here: name one of {string.Join(", ", galleries.Order(StringComparer.Ordinal))}."),
        };
    }
}

using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary><c>akin compact GALLERY</c>: gives the space of removed pictures back.</summary>
internal static class CompactCommand
{
    public static Command Create()
    {
        Argument<string> gallery = CommonOptions.GalleryArgument();
        Option<ProgressFormat?> progress = CommonOptions.Progress();
        Command command = new("compact", "Give the space of removed and replaced pictures back. It may be stopped at any time.") { gallery, progress };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(gallery)!, parsed.GetValue(progress) ?? ProgressFormat.Auto, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string galleryPath, ProgressFormat format, CancellationToken cancellationToken)
    {
        CompactionReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start(format))
        {
            report = await Gallery.CompactAsync(galleryPath, progress, cancellationToken);
        }

        string log = report.LogBytes > 0 ? $" A log of {report.LogBytes:N0} bytes stays until whoever has it open closes it." : string.Empty;
        Console.WriteLine(
            $"{Counted.Text(report.DroppedRowCount, "row")} of removed pictures dropped, {report.RowCount:N0} kept: {galleryPath} takes {report.BytesAfter:N0} bytes instead of {report.BytesBefore:N0}.{log}");
        return ExitCode.Done;
    }
}

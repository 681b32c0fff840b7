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
        Command command = new("compact", "Give the space of removed and replaced pictures back. It may be stopped at any time.") { gallery };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(gallery)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string galleryPath, CancellationToken cancellationToken)
    {
        CompactionReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            report = await Gallery.CompactAsync(galleryPath, progress, cancellationToken);
        }

        Console.WriteLine(
            $"{report.DroppedRowCount:N0} rows of removed pictures dropped, {report.RowCount:N0} kept: {galleryPath} takes {report.BytesAfter:N0} bytes instead of {report.BytesBefore:N0}.");
        return ExitCode.Done;
    }
}

using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin index FOLDER</c>: makes a gallery follow a folder of pictures.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder of pictures. The folder that holds a picture is its label." };
        Option<string?> gallery = new("--gallery", "-g") { Description = "The gallery to make or update. Default: the folder's name with .akin, here.", HelpName = "NAME.akin" };
        EncoderArguments encoder = new("Default: the gallery's own, or akin-mini for a new gallery.");
        Command command = new("index", "Make a gallery follow a folder: encode what is new or changed, drop what is gone.") { folder, gallery };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(folder)!,
            parsed.GetValue(gallery),
            encoder.Read(parsed),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folderPath, string? galleryPath, EncoderChoice choice, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folderPath))
        {
            throw new BadInputException(File.Exists(folderPath)
                ? $"{folderPath} is a file, not a folder: name the folder that holds the pictures."
                : $"There is no folder {folderPath}: check the path.");
        }

        galleryPath ??= new DirectoryInfo(folderPath).Name + ".akin";
        using ImageEncoder encoder = await Encoders.OpenForIndexingAsync(galleryPath, choice, cancellationToken);
        IndexReport report = await IndexAsync(folderPath, galleryPath, encoder, new IndexOptions { WorkerCount = choice.WorkerCount }, cancellationToken);
        return report.WasStopped ? ExitCode.Stopped : ExitCode.Done;
    }

    /// <summary>Indexes with progress and says what was done. Other commands that index call it too.</summary>
    public static async Task<IndexReport> IndexAsync(string folderPath, string galleryPath, ImageEncoder encoder, IndexOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Indexing {folderPath} with {encoder.Name} into {galleryPath}");
        long start = TimeProvider.System.GetTimestamp();
        IndexReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            report = await Gallery.IndexAsync(galleryPath, folderPath, encoder, options, progress, cancellationToken);
        }

        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        SkippedFiles.Print(report.Rejected, galleryPath);
        if (report.WasStopped)
        {
            Console.WriteLine($"Stopped after {report.IndexedCount:N0} pictures; {galleryPath} holds {report.PictureCount:N0}. Run the same command to go on.");
            return report;
        }

        if (report.PictureCount == 0)
        {
            throw new BadInputException($"{folderPath} holds no picture: all {report.Rejected.Count:N0} of its files were skipped, for the reasons above.");
        }

        Console.WriteLine(
            $"{report.IndexedCount:N0} pictures indexed in {seconds:F1} s, {report.UnchangedCount:N0} unchanged, {report.RemovedCount:N0} removed, {report.Rejected.Count:N0} skipped. {galleryPath} holds {report.PictureCount:N0}.");
        return report;
    }
}

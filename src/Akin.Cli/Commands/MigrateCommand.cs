using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin migrate GALLERY --model OTHER</c>: brings a gallery to another encoder.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        Argument<string> gallery = CommonOptions.GalleryArgument();
        Option<bool> dropMissing = new("--drop-missing")
        {
            Description = "Leave pictures out that cannot be encoded anew, since their file is gone or has changed. Without it the gallery stays with its encoder while there are such.",
        };
        Option<bool> abandon = new("--abandon") { Description = "Give a migration up that was begun, instead." };
        Option<ProgressFormat?> progress = CommonOptions.Progress();
        EncoderArguments encoder = new("Default: the one that the gallery is on its way to.");
        Command command = new("migrate", "Bring a gallery to another encoder. It is searched by the one that it has until the other is done; stopped, it goes on where it was.")
        {
            gallery, dropMissing, abandon, progress,
        };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(gallery)!;
            return parsed.GetValue(abandon)
                ? Task.FromResult(Abandon(path))
                : RunAsync(path, encoder.Read(parsed), parsed.GetValue(dropMissing), parsed.GetValue(progress) ?? ProgressFormat.Auto, cancellationToken);
        });
        return command;
    }

    private static int Abandon(string galleryPath)
    {
        Console.WriteLine(Gallery.AbandonMigration(galleryPath) is long count
            ? $"{Counted.Text(count, "embedding")} deleted: {galleryPath} stays with {Gallery.ReadInfo(galleryPath)!.Model}."
            : $"{galleryPath} is not on its way to another encoder.");
        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(string galleryPath, EncoderChoice choice, bool dropsMissing, ProgressFormat format, CancellationToken cancellationToken)
    {
        string before;
        using (Gallery gallery = Gallery.Open(galleryPath))
        {
            before = gallery.Info.Model;
        }

        using ImageEncoder encoder = await Encoders.OpenForMigratingAsync(galleryPath, choice, cancellationToken);
        Console.WriteLine($"Bringing {galleryPath} from {before} to {encoder.Name}");
        long start = TimeProvider.System.GetTimestamp();
        MigrationReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start(format))
        {
            MigrationOptions options = new() { WorkerCount = choice.WorkerCount, DropsMissing = dropsMissing };
            report = await Gallery.MigrateAsync(galleryPath, encoder, options, progress, cancellationToken);
        }

        return Report(report, galleryPath, before, encoder.Name, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    private static int Report(MigrationReport report, string galleryPath, string before, string after, double seconds)
    {
        SkippedFiles.Print(report.Missing, report.IsDone ? galleryPath : null);
        if (report.WasStopped)
        {
            Console.WriteLine(report.IsDone
                ? $"Stopped: {galleryPath} is {after}'s now, but what makes its searches fast is not made yet. Run the same command or 'akin index' to go on."
                : $"Stopped after {Counted.Pictures(report.EncodedBeforeCount + report.EncodedCount)}; {galleryPath} is {before}'s until the rest is done. Run the same command to go on.");
            return ExitCode.Stopped;
        }

        if (!report.IsDone)
        {
            throw new BadInputException(
                $"{galleryPath} stays with {before}: {report.Missing.Count:N0} of its pictures cannot be encoded by {after}, for the reasons above; run 'akin index --gallery {galleryPath}' so that it follows its folders, or add --drop-missing to leave them out, and run this again: what is encoded is kept.");
        }

        string dropped = report.Missing.Count > 0 ? $", {report.Missing.Count:N0} dropped" : string.Empty;
        string earlier = report.EncodedBeforeCount > 0 ? $", {report.EncodedBeforeCount:N0} before" : string.Empty;
        Console.WriteLine($"{Counted.Pictures(report.EncodedCount)} encoded in {seconds:F1} s{earlier}{dropped}. {galleryPath} is {after}'s and holds {report.PictureCount:N0}.");
        if (report.Mode != SearchMode.Exact)
        {
            Console.WriteLine($"Searches are {report.Mode.Name}: {SearchModeText.Describe(report.Recall)}.");
        }

        return ExitCode.Done;
    }
}

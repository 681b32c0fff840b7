using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary><c>akin info GALLERY</c>: what a gallery holds and what made it.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string> gallery = CommonOptions.GalleryArgument();
        Option<bool> json = CommonOptions.Json();
        Option<bool> skipped = new("--skipped") { Description = "List every skipped file with its reason." };
        Command command = new("info", "Say what a gallery holds and what made it.") { gallery, json, skipped };
        command.SetAction(parsed => Run(parsed.GetValue(gallery)!, parsed.GetValue(json), parsed.GetValue(skipped)));
        return command;
    }

    private static int Run(string galleryPath, bool asJson, bool listsSkipped)
    {
        using Gallery gallery = Gallery.Open(galleryPath);
        GallerySummary summary = GallerySummary.Of(galleryPath, gallery);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(summary, Json.Readable.GallerySummary));
        }
        else
        {
            Print(summary, SearchModeText.Describe(gallery.Recall), listsSkipped);
        }

        SearchModeText.PrintIfSlow(gallery);
        return ExitCode.Done;
    }

    private static void Print(GallerySummary summary, string recall, bool listsSkipped)
    {
        Console.WriteLine($"gallery      {summary.Gallery}");
        foreach (GalleryRoot root in summary.Roots)
        {
            Console.WriteLine($"folder       {Printable.Text(root.Path)} as {Printable.Text(root.Name)}{Selections.Describe(root.Selection)}");
        }

        Console.WriteLine($"pictures     {summary.Pictures:N0}");
        Console.WriteLine($"skipped      {summary.Skipped.Count:N0}");
        Console.WriteLine($"encoder      {summary.Encoder}");
        Console.WriteLine($"             {summary.Options}");
        Console.WriteLine($"fingerprint  {summary.Fingerprint}");
        Console.WriteLine($"dimensions   {summary.Dimensions:N0}");
        Console.WriteLine($"bytes        {summary.Bytes:N0}, format version {summary.Format}");
        Console.WriteLine($"searched     {summary.Mode}: {recall}");
        if (summary.Migration is MigrationSummary migration)
        {
            Console.WriteLine($"on its way   to {migration.Encoder}, {Counted.Text(migration.Rows, "embedding")} so far: 'akin migrate {summary.Gallery}' goes on");
        }

        Console.WriteLine("labels");
        foreach (LabelCount label in summary.Labels)
        {
            Console.WriteLine($"  {label.PictureCount,9:N0}  {(label.Label is null ? "(none)" : Printable.Text(label.Label))}");
        }

        if (listsSkipped)
        {
            Console.WriteLine("skipped files");
            foreach (RejectedFile file in summary.Skipped)
            {
                Console.WriteLine($"  {Printable.Text(file.Key)}: {file.Reason}");
            }
        }
    }
}

using System.CommandLine;
using Akin.Cli.Demo;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Reports;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin demo</c>: indexes a folder, or pictures drawn for the purpose, and searches for three pictures that it held out.</summary>
internal static class DemoCommand
{
    private const int MatchCount = 5;

    public static Command Create()
    {
        Argument<string?> folder = new("FOLDER")
        {
            Description = "Pictures to show it on. Without it, Akin draws some hundred pictures of its own.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> output = new("--out", "-o")
        {
            Description = "The folder for the gallery, the sheets and the drawn pictures.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => "akin-demo",
        };
        EncoderArguments encoder = new("Default: akin-mini.");
        Command command = new("demo", "Show it all: index pictures, search for three of them, draw the answers.") { folder, output };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(folder), parsed.GetValue(output)!, encoder.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? folderPath, string outputPath, EncoderChoice choice, CancellationToken cancellationToken)
    {
        using ImageEncoder encoder = await Encoders.OpenForManyAsync(choice, cancellationToken);
        DemoPictures pictures = folderPath is null
            ? DemoPictures.Draw(outputPath)
            : await DemoPictures.HoldOutAsync(folderPath, encoder, choice.WorkerCount, cancellationToken);
        Directory.CreateDirectory(outputPath);
        string galleryPath = Path.Combine(outputPath, pictures.Name + ".akin");
        IndexOptions options = new() { WorkerCount = choice.WorkerCount, ExcludedKeys = pictures.Queries.Select(query => query.Key).ToHashSet(StringComparer.Ordinal) };
        IndexReport report = await IndexCommand.IndexAsync([new RootFolder(pictures.FolderPath)], galleryPath, encoder, options, ProgressFormat.Auto, cancellationToken);
        if (report.WasStopped)
        {
            return ExitCode.Stopped;
        }

        using Gallery gallery = Gallery.Open(galleryPath);
        for (int index = 0; index < pictures.Queries.Count; index++)
        {
            PictureFile query = pictures.Queries[index];
            IReadOnlyList<Match> matches = gallery.SearchPicture(encoder, query.Path, MatchCount);
            string sheetPath = Path.Combine(outputPath, $"{pictures.Name}-{index + 1}.png");
            ContactSheet.Write(sheetPath, gallery, [new SheetQuery(query.Path, query.Label, matches)]);
            Console.WriteLine();
            Console.WriteLine($"Which pictures look like {Printable.Text(Path.GetRelativePath(".", query.Path))}?");
            Console.Write(MatchTable.Format(matches));
            Console.WriteLine($"Drawn in {sheetPath}");
        }

        Console.WriteLine();
        Console.WriteLine("Search for a picture of your own:");
        Console.WriteLine($"  akin search PICTURE --gallery {galleryPath} --sheet answer.png");
        return ExitCode.Done;
    }
}

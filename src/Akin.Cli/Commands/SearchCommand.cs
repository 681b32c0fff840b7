using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Reports;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin search PICTURE</c>: the pictures of a gallery most similar to one picture, or to each picture of a folder.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        Argument<string> picture = new("PICTURE_OR_FOLDER") { Description = "The picture to search for, or a folder: each of its pictures is searched." };
        Option<string> gallery = CommonOptions.Gallery();
        Option<int> top = CommonOptions.Top(5);
        Option<bool> json = new("--json") { Description = "Print one JSON object a picture, a line each, instead of tables." };
        Option<string?> sheet = new("--sheet") { Description = "Also draw the query and its matches into this PNG file.", HelpName = "OUT.png" };
        EncoderArguments encoder = new("Default: the gallery's own.");
        Command command = new("search", "Find the pictures most similar to a picture.") { picture, gallery, top, json, sheet };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(picture)!,
            parsed.GetValue(gallery)!,
            encoder.Read(parsed),
            new Answers(parsed.GetValue(gallery)!, parsed.GetValue(top), parsed.GetValue(json)),
            parsed.GetValue(sheet),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string galleryPath, EncoderChoice choice, Answers answers, string? sheetPath, CancellationToken cancellationToken)
    {
        bool isFolder = Directory.Exists(path);
        List<PictureFile> files = isFolder ? FilesOf(path) : [Single(path)];
        using Gallery gallery = CommonOptions.OpenFilledGallery(galleryPath);
        if (sheetPath is not null)
        {
            OutputFile.Require(sheetPath);
            RequireRoom(files.Count, Math.Min(answers.MatchCount, gallery.PictureCount));
        }

        using ImageEncoder encoder = await Encoders.OpenForSearchingAsync(gallery, choice, forMany: isFolder, cancellationToken);
        List<RejectedFile> rejected = [];
        List<SheetQuery> sheet = [];
        await foreach (PictureOutcome outcome in new EmbeddingPipeline(encoder, choice.WorkerCount).RunAsync(files, cancellationToken))
        {
            if (outcome is PictureOutcome.Embedded query)
            {
                IReadOnlyList<Match> matches = gallery.Search(query.Embedding, answers.MatchCount);
                answers.Print(query.File.Path, matches, isFolder);
                sheet.Add(new SheetQuery(query.File.Path, query.File.Label, matches));
            }
            else if (outcome is PictureOutcome.Rejected failure)
            {
                rejected.Add(new RejectedFile(failure.File.Key, failure.Reason));
            }
        }

        if (!isFolder && rejected.Count > 0)
        {
            throw new BadInputException($"{path} cannot be searched for: {rejected[0].Reason}.");
        }

        SkippedFiles.Print(rejected);
        if (rejected.Count == files.Count)
        {
            throw new BadInputException($"{path} holds no picture: all {files.Count:N0} of its files were skipped, for the reasons above.");
        }

        if (sheetPath is not null)
        {
            ContactSheet.Write(sheetPath, gallery, sheet);
            Console.Error.WriteLine($"Drew {sheetPath}.");
        }

        return ExitCode.Done;
    }

    private static void RequireRoom(long queryCount, long matchCount)
    {
        long pictureCount = queryCount * (1 + matchCount);
        if (pictureCount > ContactSheet.TileLimit)
        {
            throw new BadInputException($"--sheet would show {pictureCount:N0} pictures, and a sheet shows at most {ContactSheet.TileLimit}: search fewer pictures, lower --top, or leave --sheet out.");
        }
    }

    /// <summary>The folder's files, named as a user would name them: by the folder's path as it was given.</summary>
    private static List<PictureFile> FilesOf(string folderPath)
    {
        List<PictureFile> files = [.. new ImageFolder(folderPath).Files().Select(file => file with { Path = Path.Combine(folderPath, file.Key) })];
        return files.Count > 0 ? files : throw new BadInputException($"The folder {folderPath} is empty: there is nothing to search for.");
    }

    private static PictureFile Single(string path) =>
        File.Exists(path) ? PictureFile.At(path) : throw new BadInputException($"There is no picture {path}: check the path.");

    /// <summary>Prints answers as tables or as JSON lines.</summary>
    private sealed class Answers(string galleryPath, int matchCount, bool asJson)
    {
        public int MatchCount => matchCount;

        public void Print(string queryPath, IReadOnlyList<Match> matches, bool namesQuery)
        {
            if (asJson)
            {
                SearchResult result = new(queryPath, galleryPath, "exact", matches);
                Console.WriteLine(JsonSerializer.Serialize(result, Json.Readable.SearchResult));
                return;
            }

            if (namesQuery)
            {
                Console.WriteLine(Printable.Text(queryPath));
            }

            Console.WriteLine(MatchTable.Format(matches));
        }
    }
}

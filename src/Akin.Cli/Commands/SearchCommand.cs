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
        Argument<string?> picture = new("PICTURE_OR_FOLDER")
        {
            Description = "The picture to search for, or a folder: each of its pictures is searched.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> like = new("--like") { Description = "Search for a picture of the gallery, by its key, instead of a file. It does not match itself.", HelpName = "KEY" };
        Option<string> gallery = CommonOptions.Gallery();
        Option<int> top = CommonOptions.Top(5);
        Option<bool> json = new("--json") { Description = "Print one JSON object a picture, a line each, instead of tables." };
        Option<string?> sheet = new("--sheet") { Description = "Also draw the query and its matches into this PNG file.", HelpName = "OUT.png" };
        EncoderArguments encoder = new("Default: the gallery's own.");
        SearchArguments search = new();
        Command command = new("search", "Find the pictures most similar to a picture.") { picture, gallery, like, top, json, sheet };
        search.AddTo(command);
        encoder.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(picture) is null == result.GetValue(like) is null)
            {
                result.AddError("Name the picture to search for, or one of the gallery with --like: one of the two.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Answers answers = new(parsed.GetValue(gallery)!, parsed.GetValue(top), search.Read(parsed), parsed.GetValue(json));
            return parsed.GetValue(like) is string key
                ? SearchLike(key, answers, parsed.GetValue(sheet))
                : await RunAsync(parsed.GetValue(picture)!, encoder.Read(parsed), answers, parsed.GetValue(sheet), cancellationToken);
        });
        return command;
    }

    private static int SearchLike(string key, Answers answers, string? sheetPath)
    {
        using Gallery gallery = CommonOptions.OpenFilledGallery(answers.GalleryPath);
        MatchList found = answers.Search(gallery, gallery.ReadEmbedding(key), oneMore: true);
        List<Match> others = [.. found.Where(match => match.Key != key).Take(answers.MatchCount).Select((match, index) => match with { Rank = index + 1 })];
        answers.Print(key, others, found, namesQuery: false);
        if (sheetPath is not null)
        {
            OutputFile.Require(sheetPath);
            ContactSheet.Write(sheetPath, gallery, [new SheetQuery(gallery.PathOf(key), null, others)]);
            Console.Error.WriteLine($"Drew {sheetPath}.");
        }

        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(string path, EncoderChoice choice, Answers answers, string? sheetPath, CancellationToken cancellationToken)
    {
        bool isFolder = Directory.Exists(path);
        List<PictureFile> files = isFolder ? FilesOf(path) : [Single(path)];
        using Gallery gallery = CommonOptions.OpenFilledGallery(answers.GalleryPath);
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
                MatchList matches = answers.Search(gallery, query.Embedding);
                answers.Print(query.File.Path, matches, matches, isFolder);
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

    /// <summary>Searches, and prints answers as tables or as JSON lines.</summary>
    private sealed class Answers(string galleryPath, int matchCount, GallerySearchOptions options, bool asJson)
    {
        public string GalleryPath => galleryPath;

        public int MatchCount => matchCount;

        public MatchList Search(Gallery gallery, ReadOnlySpan<float> embedding, bool oneMore = false)
        {
            try
            {
                return gallery.Search(embedding, oneMore && matchCount < int.MaxValue ? matchCount + 1 : matchCount, options);
            }
            catch (FormatException exception)
            {
                throw new BadInputException(exception.Message);
            }
        }

        public void Print(string query, IReadOnlyList<Match> matches, MatchList found, bool namesQuery)
        {
            if (asJson)
            {
                SearchResult result = new(query, galleryPath, found.Mode.Name, found.Recall?.At10, matches);
                Console.WriteLine(JsonSerializer.Serialize(result, Json.Readable.SearchResult));
                return;
            }

            if (namesQuery)
            {
                Console.WriteLine(Printable.Text(query));
            }

            Console.WriteLine(matches.Count > 0 ? MatchTable.Format(matches) : "No picture of the gallery may match: loosen --min-similarity or the filters.");
            if (found.Mode != SearchMode.Exact)
            {
                Console.WriteLine(SearchModeText.Describe(found.Mode, found.Recall));
            }
        }
    }
}

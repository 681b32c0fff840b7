using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin index FOLDER...</c>: makes a gallery follow folders of pictures.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        Argument<string[]> folders = new("FOLDER")
        {
            Description = "The folders of pictures. The folder that holds a picture is its label. Without any, all that the gallery follows.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> gallery = new("--gallery", "-g") { Description = "The gallery to make or update. Default, for a single folder: its name with .akin, here.", HelpName = "NAME.akin" };
        Option<string[]> names = new("--name") { Description = "The name of a folder in the gallery, one for each folder in their order. Default: the folder's own. Keys begin with it where a gallery follows several folders.", HelpName = "NAME" };
        Option<bool> confirmMissing = new("--confirm-missing") { Description = "A folder that is gone, empty or without any picture is so for good: drop its pictures. Without it they stay, for a disk may not be mounted." };
        Option<bool> retry = new("--retry") { Description = "Try files again that were skipped or removed before, though they have not changed." };
        Option<RecallFloor?> recall = new("--recall")
        {
            Description = "What searches have to find of the true neighbours: a number such as 0.99, reached with 95 % confidence, or exact. The gallery remembers it. Default: 0.99.",
            HelpName = "RECALL|exact",
            CustomParser = result => SearchArguments.Read<RecallFloor?>(result, text => RecallFloor.Parse(text)),
        };
        Option<bool> watch = new("--watch") { Description = "Go on: index again whenever files change, until Ctrl-C or a termination signal." };
        Option<ProgressFormat?> progress = CommonOptions.Progress();
        SelectionArguments selection = new();
        EncoderArguments encoder = new("Default: the gallery's own, or akin-mini for a new gallery.");
        Command command = new("index", "Make a gallery follow folders: encode what is new or changed, drop what is gone.") { folders, gallery, names, confirmMissing, retry, recall, watch, progress };
        selection.AddTo(command);
        encoder.AddTo(command);
        command.Validators.Add(result =>
        {
            int pathCount = CommonOptions.CountValues(result, folders);
            int nameCount = CommonOptions.CountValues(result, names);
            bool hasGallery = CommonOptions.CountValues(result, gallery) > 0;
            if (pathCount == 0 && !hasGallery)
            {
                result.AddError("Name the folder to index, or the gallery to bring up to date with --gallery.");
            }
            else if (pathCount > 1 && !hasGallery)
            {
                result.AddError("Several folders need --gallery: name the gallery that follows them.");
            }

            if (nameCount > 0 && nameCount != pathCount)
            {
                result.AddError($"--name is given {Counted.Text(nameCount, "time")} for {Counted.Text(pathCount, "folder")}: give one for each, in their order, or none.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            EncoderChoice choice = encoder.Read(parsed);
            IndexOptions options = new()
            {
                WorkerCount = choice.WorkerCount,
                Selection = selection.Read(parsed),
                ConfirmsMissing = parsed.GetValue(confirmMissing),
                RetriesRejected = parsed.GetValue(retry),
                RecallFloor = parsed.GetValue(recall),
            };
            List<RootFolder> named = Folders(parsed.GetValue(folders) ?? [], parsed.GetValue(names) ?? []);
            return RunAsync(named, parsed.GetValue(gallery), choice, options, parsed.GetValue(progress) ?? ProgressFormat.Auto, parsed.GetValue(watch), cancellationToken);
        });
        return command;
    }

    private static List<RootFolder> Folders(string[] paths, string[] names) =>
        [.. paths.Select((path, index) => new RootFolder(path, index < names.Length ? names[index] : null))];

    private static async Task<int> RunAsync(
        List<RootFolder> folders, string? galleryPath, EncoderChoice choice, IndexOptions options, ProgressFormat format, bool watches, CancellationToken cancellationToken)
    {
        foreach (RootFolder folder in folders)
        {
            if (!Directory.Exists(folder.Path) && !IsKnown(galleryPath ?? DefaultGallery(folder.Path), folder.Path))
            {
                throw new BadInputException(File.Exists(folder.Path)
                    ? $"{folder.Path} is a file, not a folder: name the folder that holds the pictures."
                    : $"There is no folder {folder.Path}: check the path.");
            }
        }

        galleryPath ??= DefaultGallery(folders[0].Path);
        RequirePlace(galleryPath, isNamed: folders.Count == 0);
        using ImageEncoder encoder = await Encoders.OpenForIndexingAsync(galleryPath, choice, cancellationToken);
        if (watches)
        {
            await WatchRun.RunAsync(folders, galleryPath, encoder, options, format, cancellationToken);
            return ExitCode.Stopped;
        }

        IndexReport report = await IndexAsync(folders, galleryPath, encoder, options, format, cancellationToken);
        if (report.WasStopped)
        {
            return ExitCode.Stopped;
        }

        return report.MissingRoots.Count > 0 ? throw new BadInputException(MissingRoots.Explain(report.MissingRoots, galleryPath)) : ExitCode.Done;
    }

    /// <summary>Refuses a gallery that is nowhere, before an encoder is opened for it.</summary>
    private static void RequirePlace(string galleryPath, bool isNamed)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(galleryPath));
        if (isNamed && !Path.Exists(path))
        {
            throw new BadInputException($"There is no gallery {galleryPath}: make one with 'akin index FOLDER --gallery {galleryPath}'.");
        }

        if (Path.GetDirectoryName(path) is string folder && !Directory.Exists(folder))
        {
            throw new BadInputException($"There is no folder {folder} to make {Path.GetFileName(path)} in: make it first.");
        }
    }

    /// <summary>The folders in words.</summary>
    public static string Describe(IReadOnlyList<RootFolder> folders) => folders.Count == 0 ? "all folders" : string.Join(" and ", folders.Select(folder => folder.Path));

    private static string DefaultGallery(string folderPath) => new DirectoryInfo(folderPath).Name + ".akin";

    /// <summary>Whether a folder that is gone is one that the gallery follows.</summary>
    private static bool IsKnown(string galleryPath, string folderPath) =>
        Gallery.ReadInfo(galleryPath)?.Roots.Any(root => root.Path == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folderPath))) ?? false;

    /// <summary>Indexes with progress and says what was done. Other commands that index call it too.</summary>
    public static async Task<IndexReport> IndexAsync(
        IReadOnlyList<RootFolder> folders, string galleryPath, ImageEncoder encoder, IndexOptions options, ProgressFormat format, CancellationToken cancellationToken)
    {
        string names = Describe(folders);
        Console.WriteLine($"Indexing {names} with {encoder.Name} into {galleryPath}");
        long start = TimeProvider.System.GetTimestamp();
        IndexReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start(format))
        {
            report = await Gallery.FollowAsync(galleryPath, folders, encoder, options, progress, cancellationToken);
        }

        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        SkippedFiles.Print(report.Rejected, galleryPath);
        if (report.WasStopped)
        {
            Console.WriteLine($"Stopped after {Counted.Pictures(report.IndexedCount)}; {galleryPath} holds {report.PictureCount:N0}. Run the same command to go on.");
            return report;
        }

        if (report.PictureCount == 0 && !options.ConfirmsMissing)
        {
            if (report.RemovedCount > 0)
            {
                Console.WriteLine(IndexSummary.Describe(report, galleryPath, seconds));
            }

            throw new BadInputException($"{names} holds no picture: all {report.Rejected.Count:N0} of its files were skipped, for the reasons above.");
        }

        Console.WriteLine(IndexSummary.Describe(report, galleryPath, seconds));
        if (report.Mode != SearchMode.Exact)
        {
            Console.WriteLine($"Searches are {report.Mode.Name}: {SearchModeText.Describe(report.Recall)}.");
        }

        return report;
    }
}

using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary><c>akin search PICTURE</c>: the pictures of a gallery most similar to a picture, to each of many, or to several together.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        Argument<string[]> pictures = new("PICTURE_OR_FOLDER")
        {
            Description = "The pictures to search for, and folders: each of their pictures is searched.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> list = new("--list") { Description = "Search for each picture of a list, a path a line: a file, or - for standard input.", HelpName = "FILE|-" };
        Option<string[]> like = new("--like") { Description = "Search for a picture of the gallery, by its key; several times for several. It does not match itself.", HelpName = "KEY" };
        Option<QueryCombination?> combine = CommonOptions.Choice<QueryCombination>(
            "--combine", "One answer to all pictures that are named: by the mean of their embeddings, or each match by the picture that it is closest to. Default: an answer for each.");
        Option<string> gallery = CommonOptions.Gallery();
        Option<int> top = CommonOptions.Top(5);
        Option<bool> json = new("--json") { Description = "Print one JSON object an answer, a line each, instead of tables." };
        Option<string?> sheet = new("--sheet") { Description = "Also draw queries and their matches into this PNG file.", HelpName = "OUT.png" };
        sheet.Validators.Add(result => CommonOptions.RequirePng(result, sheet.Name));
        EncoderArguments encoder = new("Default: the gallery's own.");
        SearchArguments search = new();
        Command command = new("search", "Find the pictures most similar to a picture, or to several.") { pictures, gallery, list, like, combine, top, json, sheet };
        search.AddTo(command);
        encoder.AddTo(command);
        command.Validators.Add(result =>
        {
            if (((Symbol[])[pictures, like, list]).All(symbol => CommonOptions.CountValues(result, symbol) == 0))
            {
                result.AddError("Name the picture to search for, one of the gallery with --like, or a list of pictures with --list.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            SearchRequest request = new(
                parsed.GetValue(pictures) ?? [], parsed.GetValue(list), parsed.GetValue(like) ?? [], parsed.GetValue(combine), parsed.GetValue(sheet));
            return RunAsync(request, parsed.GetValue(gallery)!, encoder.Read(parsed), search.Read(parsed), parsed.GetValue(top), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        SearchRequest request, string galleryPath, EncoderChoice encoder, GallerySearchOptions options, int matchCount, bool asJson, CancellationToken cancellationToken)
    {
        if (request is { IsSingle: true, Paths: [string path] } && !File.Exists(path))
        {
            throw new BadInputException($"There is no picture {path}: check the path.");
        }

        using Gallery gallery = CommonOptions.OpenFilledGallery(galleryPath);
        SearchAnswers answers = new(gallery, options, asJson, namesQueries: !request.IsSingle);
        await new SearchRun(request, gallery, options, matchCount, answers).RunAsync(encoder, cancellationToken);
        if (options.Mode is null)
        {
            SearchModeText.PrintIfSlow(gallery);
        }

        return ExitCode.Done;
    }
}

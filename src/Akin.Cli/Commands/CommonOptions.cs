using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary>Options that several commands share, with one wording and one check.</summary>
internal static class CommonOptions
{
    /// <summary>The encoder by name, folder or id.</summary>
    public static Option<string?> Model(string whenAbsent) => new("--model", "-m")
    {
        Description = $"The encoder: akin-mini, the folder of a Hugging Face checkpoint, or a model of the Hugging Face Hub as owner/name or owner/name@revision, which is downloaded where it is not here. {whenAbsent}",
        HelpName = "ID_OR_FOLDER",
    };

    /// <summary>One of the names of an enumeration, in lower case as options are; null where nothing is said.</summary>
    public static Option<T?> Choice<T>(string name, string description)
        where T : struct, Enum =>
        Choice(name, description, Enum.GetValues<T>().ToDictionary(value => value.ToString().ToLowerInvariant()));

    /// <summary>One of some names, in upper or lower case; null where nothing is said.</summary>
    public static Option<T?> Choice<T>(string name, string description, IReadOnlyDictionary<string, T> valueByName)
        where T : struct
    {
        string names = string.Join('|', valueByName.Keys);
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = names,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (valueByName.TryGetValue(text.ToLowerInvariant(), out T value))
                {
                    return value;
                }

                result.AddError($"{name} is {text}, expected {names}.");
                return null;
            },
        };
    }

    /// <summary>Reads a whole number that is not less than <paramref name="least"/>.</summary>
    public static int ParseWhole(ArgumentResult result, string name, int least)
    {
        string text = result.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < least)
        {
            result.AddError($"{name} is {text}, expected a whole number from {least:N0} to {int.MaxValue:N0}.");
        }

        return value;
    }

    /// <summary>How many values a command's option or argument was given. Unlike the values themselves it can be asked for where one of them is wrong.</summary>
    public static int CountValues(CommandResult command, Symbol symbol) => symbol switch
    {
        Option option => command.GetResult(option)?.Tokens.Count,
        Argument argument => command.GetResult(argument)?.Tokens.Count,
        _ => null,
    } ?? 0;

    /// <summary>Refuses another ending of a file's name than that of what is written.</summary>
    public static void RequirePng(SymbolResult result, string name)
    {
        if (result.Tokens is [{ Value: string path }] && !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            result.AddError($"{name} is {path}, expected a name that ends in .png: PNG is what is written.");
        }
    }

    /// <summary>Whose preprocessing.</summary>
    public static Option<PreprocessingChain?> Preprocess() =>
        Choice<PreprocessingChain>("--preprocess", "Whose preprocessing: the checkpoint's own (the default), or the notebook's Resize, CenterCrop, ToTensor and Normalize.");

    /// <summary>Two edges in pixels with an x between them, each 1 to <paramref name="most"/>; null where the text is none such.</summary>
    public static (int First, int Second)? ParseEdges(string text, int most)
    {
        string[] edges = text.Split('x', 'X');
        return edges.Length == 2 && Edge(edges[0]) is int first && Edge(edges[1]) is int second ? (first, second) : null;

        int? Edge(string edgeText) => int.TryParse(edgeText, out int edge) && edge >= 1 && edge <= most ? edge : null;
    }

    /// <summary>An existing gallery.</summary>
    public static Option<string> Gallery() => new("--gallery", "-g")
    {
        Description = "The gallery, a folder that 'akin index' made.",
        HelpName = "NAME.akin",
        Required = true,
    };

    /// <summary>An existing gallery, for commands that are about one.</summary>
    public static Argument<string> GalleryArgument() => new("GALLERY") { Description = "The gallery, a folder that 'akin index' made.", HelpName = "NAME.akin" };

    /// <summary>One JSON object a line instead of tables.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    /// <summary>How progress is told; null where nothing is said.</summary>
    public static Option<ProgressFormat?> Progress() => Choice<ProgressFormat>(
        "--progress", "How to tell progress on standard error: as suits where it leads (the default), or with json a JSON object a line for every step.");

    /// <summary>How many matches.</summary>
    public static Option<int> Top(int count) => new("--top", "-k")
    {
        Description = "How many matches.",
        HelpName = "COUNT",
        DefaultValueFactory = _ => count,
        CustomParser = static result => ParseWhole(result, "--top", least: 1),
    };

    /// <summary>Opens a gallery that can answer: one without a picture is refused.</summary>
    public static Gallery OpenFilledGallery(string path)
    {
        Gallery gallery = Akin.Galleries.Gallery.Open(path);
        if (!gallery.IsEmpty)
        {
            return gallery;
        }

        string folder = gallery.Info.Roots.Count > 0 ? gallery.Info.Roots[0].Path : "FOLDER";
        gallery.Dispose();
        throw new BadInputException($"The gallery {path} holds no picture: run 'akin index {folder} --gallery {path}' first.");
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Akin.Datasets;

namespace Akin.Cli.Commands;

/// <summary>The options that say which files of a folder count. Naming any of them replaces all that a gallery remembers.</summary>
internal sealed class SelectionArguments
{
    private readonly Option<string[]> _include = new("--include")
    {
        Description = "Take only files that fit a pattern, such as *.jpg (a name at any depth) or 2024/**/*.jpg (a path below the folder). May be repeated; the gallery remembers it.",
        HelpName = "PATTERN",
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Leave out files and folders that fit a pattern. May be repeated; the gallery remembers it.",
        HelpName = "PATTERN",
    };

    private readonly Option<bool> _hidden = new("--hidden") { Description = "Take hidden files and folders too, whose names begin with a dot. The gallery remembers it." };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        _include.Validators.Add(Check);
        _exclude.Validators.Add(Check);
        command.Options.Add(_include);
        command.Options.Add(_exclude);
        command.Options.Add(_hidden);
    }

    /// <summary>What was said; null where nothing was.</summary>
    public PictureSelection? Read(ParseResult parsed)
    {
        string[] include = parsed.GetValue(_include) ?? [];
        string[] exclude = parsed.GetValue(_exclude) ?? [];
        bool hidden = parsed.GetValue(_hidden);
        return include.Length == 0 && exclude.Length == 0 && !hidden ? null : new PictureSelection { Include = include, Exclude = exclude, TakesHidden = hidden };
    }

    private static void Check(OptionResult result)
    {
        try
        {
            _ = new PictureSelection { Include = [.. result.Tokens.Select(token => token.Value).Where(pattern => pattern.Length > 0)] };
        }
        catch (FormatException exception)
        {
            result.AddError(exception.Message);
        }
    }
}

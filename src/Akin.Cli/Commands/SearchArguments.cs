using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary>The options that say what may match a search, and how to search.</summary>
internal sealed class SearchArguments
{
    private readonly Option<SearchMode?> _mode = new("--mode")
    {
        Description = "How to search: exact, codes, clustered, hash, or projected:N with a number of dimensions. Similarities are true cosines whatever the mode. Default: the fastest that the gallery has kept ready.",
        HelpName = "MODE",
        CustomParser = result => Read(result, SearchMode.Parse),
    };

    private readonly Option<double> _minimum = new("--min-similarity")
    {
        Description = "Leave out pictures that are less similar: a cosine from -1 to 1.",
        HelpName = "COSINE",
        DefaultValueFactory = _ => -1,
        CustomParser = ReadCosine,
    };

    private readonly Option<string[]> _labels = new("--label") { Description = "Only pictures of this label; several times for several.", HelpName = "LABEL" };

    private readonly Option<string[]> _splits = new("--split") { Description = "Only pictures of this split, such as train, validation or test; several times for several.", HelpName = "SPLIT" };

    private readonly Option<string[]> _keys = new("--key") { Description = "Only pictures whose key fits this pattern, such as '2024/**' or '*.png'.", HelpName = "PATTERN" };

    private readonly Option<DateTimeOffset?> _from = Time("--from", "Only pictures whose file was changed on this day (UTC) or later, as 2026-11-24 or with a time.");

    private readonly Option<DateTimeOffset?> _before = Time("--before", "Only pictures whose file was changed before this day (UTC).");

    public void AddTo(Command command)
    {
        command.Add(_mode);
        command.Add(_minimum);
        command.Add(_labels);
        command.Add(_splits);
        command.Add(_keys);
        command.Add(_from);
        command.Add(_before);
    }

    /// <summary>What was said.</summary>
    public GallerySearchOptions Read(ParseResult parsed) => new()
    {
        Mode = parsed.GetValue(_mode),
        MinimumSimilarity = parsed.GetValue(_minimum),
        Labels = parsed.GetValue(_labels) ?? [],
        Splits = parsed.GetValue(_splits) ?? [],
        KeyPatterns = parsed.GetValue(_keys) ?? [],
        ModifiedFrom = parsed.GetValue(_from),
        ModifiedBefore = parsed.GetValue(_before),
    };

    /// <summary>Reads one value by a parser whose <see cref="FormatException"/> is a sentence.</summary>
    public static T? Read<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            result.AddError(exception.Message);
            return default;
        }
    }

    private static double ReadCosine(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double cosine) || cosine is not (>= -1 and <= 1))
        {
            result.AddError($"--min-similarity is {text}, expected a cosine from -1 to 1.");
        }

        return cosine;
    }

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                return time;
            }

            result.AddError($"{name} is {text}, expected a day such as 2026-11-24, or with a time 2026-11-24T18:30.");
            return null;
        },
    };
}

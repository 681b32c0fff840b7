using System.CommandLine;
using System.CommandLine.Parsing;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary>The options of <c>akin verify</c> that are for galleries.</summary>
internal sealed class GalleryVerifyArguments
{
    private readonly Option<int?> _sample = Number("--sample", "COUNT", "Of a gallery: pictures that are encoded again and compared, 0 for none. Default: 20.");

    private readonly Option<int?> _seed = Number("--seed", "NUMBER", "Of a gallery: which pictures are drawn. Default: 0.");

    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Of a gallery: build codes, lists and catalogue anew where they are wrong, and take pictures out whose embedding is lost, so that 'akin index' encodes them again.",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_sample);
        command.Options.Add(_seed);
        command.Options.Add(_repair);
        command.Options.Add(_json);
    }

    /// <summary>Reads what was said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="tolerance">The largest difference of 1 and a cosine, or null for the default.</param>
    /// <param name="workerCount">Pictures that are encoded at once.</param>
    public VerifyOptions Read(ParseResult parsed, double? tolerance, int workerCount)
    {
        VerifyOptions standard = new();
        if (tolerance > 2)
        {
            throw new BadInputException($"--tolerance is {tolerance}, and cosines differ by 2 at most: name a number from 0 to 2.");
        }

        return standard with
        {
            SampleCount = parsed.GetValue(_sample) ?? standard.SampleCount,
            Seed = parsed.GetValue(_seed) ?? standard.Seed,
            Tolerance = tolerance ?? standard.Tolerance,
            WorkerCount = workerCount,
            Repairs = parsed.GetValue(_repair),
        };
    }

    /// <summary>Whether JSON is wanted.</summary>
    public bool AsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>One of the options that the command line has; null where it has none.</summary>
    public string? FirstSaid(ParseResult parsed) => ((Option[])[_sample, _seed, _repair, _json]).FirstOrDefault(option => parsed.GetResult(option) is OptionResult { Implicit: false })?.Name;

    private static Option<int?> Number(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => CommonOptions.ParseWhole(result, name, least: 0),
    };
}

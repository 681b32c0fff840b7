using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Akin.Evaluation;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary>The options that say what an evaluation measures.</summary>
internal sealed class EvalArguments
{
    private const string All = "all";

    private const string None = "none";

    private readonly Option<IReadOnlyList<int>?> _depths = new("--at")
    {
        Description = "The numbers k of first matches that precision@k and recall@k count, with commas between them. Default: 1,5,10.",
        HelpName = "K,K...",
        CustomParser = result => SearchArguments.Read(result, ParseDepths),
    };

    private readonly Option<int?> _sample = new("--sample")
    {
        Description = "Queries to ask at most, drawn at random where there are more, or all.",
        HelpName = "COUNT|all",
        CustomParser = result => ParseSample(result),
        DefaultValueFactory = _ => EvaluationOptions.Default.SampleCount,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The number that queries are drawn from: the same gallery and seed give the same queries. Default: 0.",
        HelpName = "NUMBER",
        CustomParser = static result => CommonOptions.ParseWhole(result, "--seed", int.MinValue),
    };

    private readonly Option<IReadOnlyList<SearchMode>?> _modes = new("--modes")
    {
        Description = "The ways of searching to measure, as 'akin search --mode' takes them, with commas between them, or none. Default: exact, codes, clustered, hash, and projections to a half and a quarter of the dimensions.",
        HelpName = "MODE,MODE...",
        CustomParser = result => SearchArguments.Read(result, ParseModes),
    };

    private readonly Option<bool> _verify = new("--verify") { Description = "Also compare the order of every answer's first ten matches with a plain float64 computation." };

    public void AddTo(Command command)
    {
        command.Add(_depths);
        command.Add(_sample);
        command.Add(_seed);
        command.Add(_modes);
        command.Add(_verify);
    }

    /// <summary>What was said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="workerCount">Cores to use.</param>
    public EvaluationOptions Read(ParseResult parsed, int workerCount) => new()
    {
        Depths = parsed.GetValue(_depths) ?? EvaluationOptions.Default.Depths,
        SampleCount = parsed.GetValue(_sample),
        Seed = parsed.GetValue(_seed),
        Modes = parsed.GetValue(_modes),
        ComparesOrder = parsed.GetValue(_verify),
        WorkerCount = workerCount,
    };

    private static IReadOnlyList<int> ParseDepths(string text)
    {
        string[] parts = text.Split(',');
        int[] depths = [.. parts.Select(part => int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int depth) ? depth : 0)];
        return depths.All(depth => depth is >= 1 and <= EvaluationOptions.DepthLimit)
            ? depths
            : throw new FormatException($"--at is {text}, expected whole numbers from 1 to {EvaluationOptions.DepthLimit:N0} with commas between them, such as 1,5,10.");
    }

    private static IReadOnlyList<SearchMode> ParseModes(string text) =>
        text == None ? [] : [.. text.Split(',').Select(part => SearchMode.Parse(part.Trim())).Distinct()];

    private static int? ParseSample(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == All)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1)
        {
            return count;
        }

        result.AddError($"--sample is {text}, expected a whole number of queries, 1 to {int.MaxValue:N0}, or all.");
        return null;
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Akin.Cli.Output;

namespace Akin.Cli;

/// <summary>What is wrong with a command line.</summary>
/// <param name="Sentence">The sentence that the user reads.</param>
/// <param name="HelpCommand">The command line that shows the help.</param>
internal sealed record CommandLineFault(string Sentence, string HelpCommand)
{
    private const string EndOfOptions = "--";

    /// <summary>Finds the fault that explains the others; null where there is none, or help is asked for.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="arguments">The same as it was given.</param>
    public static CommandLineFault? Find(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.Action is not ParseErrorAction && parsed.Action != command.Action)
        {
            return null;
        }

        string? sentence = FindStrayOption(parsed, arguments) is string stray ? ExplainOption(stray, command)
            : parsed.Errors.Count == 0 ? null
            : command is RootCommand ? ExplainCommand(parsed.UnmatchedTokens, command)
            : parsed.Errors[0].Message;
        return sentence is null ? null : new CommandLineFault(sentence, command is RootCommand ? "akin --help" : $"akin {command.Name} --help");
    }

    /// <summary>The first argument that is written like an option and was taken for a path or a value. What an option is given may be a negative number.</summary>
    private static string? FindStrayOption(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        HashSet<string> values = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Where(token => token.Type == TokenType.Argument).Select(token => token.Value)];
        values.ExceptWith(parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(option => option.Tokens).Select(token => token.Value).Where(IsNumber));
        return arguments.TakeWhile(argument => argument != EndOfOptions).FirstOrDefault(argument => argument.Length > 1 && argument[0] == '-' && values.Contains(argument));
    }

    private static string ExplainOption(string stray, Command command)
    {
        string name = stray.Split('=')[0];
        string? near = NearName.Find(name, command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)));
        return $"There is no option {Printable.Text(name)}: {(near is null ? "what begins with - and is none goes behind --." : $"did you mean {near}?")}";
    }

    private static string ExplainCommand(IReadOnlyList<string> words, Command root)
    {
        if (words.Count == 0)
        {
            return "Name a command, such as index or search.";
        }

        string? near = NearName.Find(words[0], root.Subcommands.Select(command => command.Name));
        return $"There is no command {Printable.Text(words[0])}{(near is null ? "." : $": did you mean {near}?")}";
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}

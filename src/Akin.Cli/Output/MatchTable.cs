using System.Text;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Matches as an aligned table of plain text.</summary>
internal static class MatchTable
{
    public static string Format(IReadOnlyList<Match> matches)
    {
        int labelWidth = Math.Max("label".Length, matches.Max(match => Label(match).Length));
        StringBuilder table = new();
        table.AppendLine($"rank  similarity  {"label".PadRight(labelWidth)}  key");
        foreach (Match match in matches)
        {
            table.AppendLine($"{match.Rank,4}  {match.Similarity,10:F4}  {Label(match).PadRight(labelWidth)}  {Printable.Text(match.Key)}");
        }

        return table.ToString();
    }

    private static string Label(Match match) => match.Label is null ? "-" : Printable.Label(match.Label);
}

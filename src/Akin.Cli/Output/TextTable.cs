using System.Text;

namespace Akin.Cli.Output;

/// <summary>Cells as aligned columns of plain text.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Lines with two spaces between columns.</summary>
    /// <param name="rows">Rows of as many cells each, the heading first; control characters are shown as question marks.</param>
    /// <param name="leftCount">The first so many columns stand to the left, the others to the right.</param>
    public static string Format(IReadOnlyList<string[]> rows, int leftCount)
    {
        string[][] shown = [.. rows.Select(row => Array.ConvertAll(row, Printable.Text))];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => shown.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in shown)
        {
            IEnumerable<string> cells = row.Select((cell, column) => column < leftCount ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.AppendLine(string.Join(Gap, cells).TrimEnd());
        }

        return text.ToString();
    }
}

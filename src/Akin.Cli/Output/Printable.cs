namespace Akin.Cli.Output;

/// <summary>Text that comes from file names, made safe for a terminal.</summary>
internal static class Printable
{
    private const int LabelLimit = 40;

    private const string Cut = "...";

    /// <summary>The text with every control character, which could move the cursor or forge a line, shown as a question mark.</summary>
    public static string Text(string text) => string.Create(text.Length, text, static (shown, original) =>
    {
        for (int index = 0; index < shown.Length; index++)
        {
            shown[index] = char.IsControl(original[index]) ? '?' : original[index];
        }
    });

    /// <summary>A label as a cell of a table: a long one is cut, for it would push the other columns out of sight.</summary>
    public static string Label(string label)
    {
        if (label.Length <= LabelLimit)
        {
            return Text(label);
        }

        int length = LabelLimit - Cut.Length;
        return Text(label[..(char.IsHighSurrogate(label[length - 1]) ? length - 1 : length)]) + Cut;
    }
}

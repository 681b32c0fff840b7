namespace Akin.Cli.Output;

/// <summary>Text that comes from file names, made safe for a terminal.</summary>
internal static class Printable
{
    /// <summary>The text with every control character, which could move the cursor or forge a line, shown as a question mark.</summary>
    public static string Text(string text) => string.Create(text.Length, text, static (shown, original) =>
    {
        for (int index = 0; index < shown.Length; index++)
        {
            shown[index] = char.IsControl(original[index]) ? '?' : original[index];
        }
    });
}

namespace Akin.Cli.Output;

/// <summary>A number of things in words.</summary>
internal static class Counted
{
    /// <summary>For example "1 picture" and "3,068 pictures".</summary>
    /// <param name="count">How many.</param>
    /// <param name="singular">What one is called.</param>
    /// <param name="plural">What several are called, where that is not the same with an s.</param>
    public static string Text(long count, string singular, string? plural = null) => $"{count:N0} {(count == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>The same for pictures.</summary>
    public static string Pictures(long count) => Text(count, "picture");
}

using Akin.Datasets;

namespace Akin.Cli.Output;

/// <summary>Says in words which files of a folder count.</summary>
internal static class Selections
{
    /// <summary>For example ", include *.jpg, exclude thumbs"; empty where nothing was said.</summary>
    public static string Describe(PictureSelection selection)
    {
        IEnumerable<string> parts =
        [
            .. selection.Include.Select(pattern => $", include {Printable.Text(pattern)}"),
            .. selection.Exclude.Select(pattern => $", exclude {Printable.Text(pattern)}"),
            .. selection.TakesHidden ? [", hidden files too"] : Array.Empty<string>(),
        ];
        return string.Concat(parts);
    }
}

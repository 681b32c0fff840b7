using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Says why nothing of a gallery matches.</summary>
internal static class NoMatch
{
    /// <summary>The sentence: a label or split that the gallery has not explains more than its filters do.</summary>
    public static string Explain(Gallery gallery, GallerySearchOptions options)
    {
        if (options.Labels.Count > 0 && !gallery.Labels.Any(one => one.Label is string label && options.Labels.Contains(label)))
        {
            return $"The gallery {gallery.Path} has no label {Or(options.Labels)}.";
        }

        if (options.Splits.Count > 0 && !gallery.Splits.Intersect(options.Splits).Any())
        {
            string there = gallery.Splits.Count > 0 ? $"it has {Printable.Text(string.Join(" and ", gallery.Splits))}" : "its pictures have none";
            return $"The gallery {gallery.Path} has no split {Or(options.Splits)}: {there}.";
        }

        return "No picture matches: loosen --min-similarity or the filters.";
    }

    private static string Or(IReadOnlyList<string> names) => Printable.Text(string.Join(" or ", names));
}

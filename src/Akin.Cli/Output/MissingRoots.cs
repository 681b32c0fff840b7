using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Says in one sentence which folders of a gallery are not there, and what to do.</summary>
internal static class MissingRoots
{
    /// <summary>The sentence.</summary>
    public static string Explain(IReadOnlyList<MissingRoot> missing, string galleryPath)
    {
        string folders = string.Join(", ", missing.Select(root => $"the folder {Printable.Text(root.Path)} {root.Reason}"));
        return missing.Sum(root => root.PictureCount) is > 0 and long pictureCount
            ? $"{char.ToUpperInvariant(folders[0])}{folders[1..]}, and nothing was removed: {galleryPath} keeps its {Counted.Pictures(pictureCount)}; mount the disk, tell the folder's new place with 'akin relocate', or add --confirm-missing where they are gone for good."
            : $"{char.ToUpperInvariant(folders[0])}{folders[1..]}: no picture was indexed from there.";
    }
}

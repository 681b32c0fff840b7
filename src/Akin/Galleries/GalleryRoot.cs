using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>A folder that a gallery follows.</summary>
/// <param name="Name">What it is called in the gallery: no <c>/</c>, and no other root's name.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Selection">Which of its files count; remembered from run to run.</param>
public sealed record GalleryRoot(string Name, string Path, PictureSelection Selection)
{
    /// <summary>The name of a root whose folder has none, as <c>/</c> has.</summary>
    private const string Unnamed = "root";

    /// <summary>The name that a folder gets where none is said: its own.</summary>
    internal static string NameOf(string folderPath) =>
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(folderPath)) is { Length: > 0 } name ? name : Unnamed;
}

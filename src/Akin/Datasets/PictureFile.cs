namespace Akin.Datasets;

/// <summary>A file that may hold a picture: where it lies and what the file system says of it. Nothing of its content has been read.</summary>
/// <param name="Path">The path to open.</param>
/// <param name="Key">The path below the data set's folder, with <c>/</c> between its parts on every platform.</param>
/// <param name="Label">The class the file belongs to, or null when it has none.</param>
/// <param name="LengthInBytes">The file's length.</param>
/// <param name="ModifiedNs">The time of the last change in nanoseconds since 1970-01-01 UTC.</param>
public sealed record PictureFile(string Path, string Key, string? Label, long LengthInBytes, long ModifiedNs)
{
    /// <summary>The part of the data set that the file belongs to, by the topmost folder named after one: <c>train</c>, <c>validation</c> or <c>test</c>; null where there is none.</summary>
    public string? Split { get; init; }

    /// <summary>The name of the gallery's root that the file lies below; empty where no gallery is asked.</summary>
    internal string Root { get; init; } = string.Empty;

    /// <summary>Describes the single file at <paramref name="path"/>: its key is the path as given, and its label the name of the folder that holds it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static PictureFile At(string path)
    {
        FileInfo file = new(path);
        string? label = ImageFolder.LabelOf(file.Directory?.Name);
        return Describe(file, path.Replace(System.IO.Path.DirectorySeparatorChar, '/'), label) with { Path = path };
    }

    internal static PictureFile Describe(FileInfo file, string key, string? label)
    {
        // A link's own length and time say nothing of the picture behind it.
        bool isLink = file.Attributes.HasFlag(FileAttributes.ReparsePoint);
        FileInfo target = isLink ? new FileInfo(RealPath.Of(file.FullName) ?? throw new IOException($"The links of {file.FullName} lead in a circle.")) : file;
        return new PictureFile(file.FullName, key, label, target.Length, UnixTime.Nanoseconds(target.LastWriteTimeUtc));
    }
}

using Akin.Datasets;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>How many of a root's files are looked for at its new place.</summary>
    private const int LookedForCount = 1_000;

    /// <summary>Tells a gallery that a folder that it follows has moved. Nothing is read or encoded.</summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <param name="root">The root's name, or the path that the gallery knows it by.</param>
    /// <param name="newPath">The folder's new path.</param>
    /// <returns>The root as it is kept now.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no folder at the new path.</exception>
    /// <exception cref="GalleryException">The gallery has no such root, or none of the root's files is at the new path; or it is written by another process.</exception>
    public static GalleryRoot Relocate(string galleryPath, string root, string newPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(newPath);
        string path = new ImageFolder(newPath).Path;
        return Change(galleryPath, writer =>
        {
            GalleryRoot known = FindRoot(galleryPath, writer.Info.Roots, root);
            if (writer.Info.Roots.FirstOrDefault(other => other.Name != known.Name && RootPlan.Overlap(other.Path, path)) is GalleryRoot other)
            {
                throw new GalleryException(galleryPath, $"The gallery {galleryPath} follows {other.Path} already, which {path} lies in or around: name the folder that {known.Path} has become.");
            }

            IReadOnlyList<string> keys = writer.Catalogue.ReadKeys(known.Name, LookedForCount);
            if (keys.Count > 0 && !keys.Any(key => File.Exists(System.IO.Path.Combine(path, key))))
            {
                throw new GalleryException(galleryPath, $"None of the files of {known.Name} is below {path}, not even {keys[0]}: check the path.");
            }

            GalleryRoot moved = known with { Path = path };
            writer.SaveRoots([moved]);
            return moved;
        });
    }

    internal static GalleryRoot FindRoot(string galleryPath, IReadOnlyList<GalleryRoot> roots, string nameOrPath) =>
        roots.FirstOrDefault(root => root.Name == nameOrPath)
        ?? roots.FirstOrDefault(root => root.Path == ImageFolder.FullPathOf(nameOrPath))
        ?? throw new GalleryException(galleryPath, $"The gallery {galleryPath} follows no folder called {nameOrPath}: it follows {string.Join(", ", roots.Select(root => $"{root.Name} ({root.Path})"))}.");

    /// <summary>Changes a gallery as its one writer, without an encoder.</summary>
    private static T Change<T>(string galleryPath, Func<GalleryWriter, T> change)
    {
        try
        {
            using GalleryWriter writer = GalleryWriter.OpenExisting(galleryPath);
            return change(writer);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }
}

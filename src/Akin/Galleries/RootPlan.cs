using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>Which roots of a gallery a run works on, by the folders that it is asked for.</summary>
internal static class RootPlan
{
    /// <summary>The roots that the folders are, known ones and new ones, in the order in which they are asked for.</summary>
    /// <param name="galleryPath">The gallery, for messages.</param>
    /// <param name="known">The gallery's roots; none for a new gallery.</param>
    /// <param name="asked">The folders; none for all roots of the gallery.</param>
    /// <param name="selection">Which files count from now on, or null to leave that as it is.</param>
    /// <exception cref="GalleryException">A folder is not the gallery's and is not clearly meant to be added, its name is taken, or it lies inside another root.</exception>
    public static IReadOnlyList<GalleryRoot> Resolve(string galleryPath, IReadOnlyList<GalleryRoot> known, IReadOnlyList<RootFolder> asked, PictureSelection? selection)
    {
        if (asked.Count == 0 && known.Count == 0)
        {
            throw new GalleryException(galleryPath, $"The gallery {galleryPath} follows no folder yet: name one, as in 'akin index FOLDER --gallery {galleryPath}'.");
        }

        List<GalleryRoot> roots = asked.Count == 0 ? [.. known] : [];
        bool namesKnown = asked.Any(folder => Find(known, folder) is not null);
        foreach (RootFolder folder in asked)
        {
            GalleryRoot? root = Find([.. known, .. roots], folder);
            if (root is null)
            {
                bool isMeant = known.Count == 0 || namesKnown || folder.Name is not null;
                root = Add(galleryPath, [.. known, .. roots.Where(one => !known.Contains(one))], folder, isMeant);
            }
            else if (folder.Name is string name && name != root.Name)
            {
                throw new GalleryException(galleryPath, $"The gallery {galleryPath} knows the folder {root.Path} as {root.Name}, not as {name}: leave out --name.");
            }

            if (!roots.Any(one => one.Name == root.Name))
            {
                roots.Add(root);
            }
        }

        return selection is null ? roots : [.. roots.Select(root => root with { Selection = selection })];
    }

    /// <summary>Whether two folders are one, or one lies inside the other.</summary>
    public static bool Overlap(string path, string otherPath)
    {
        string one = WithSeparator(Real(path));
        string other = WithSeparator(Real(otherPath));
        return one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
    }

    private static GalleryRoot? Find(IReadOnlyList<GalleryRoot> roots, RootFolder folder)
    {
        string path = ImageFolder.FullPathOf(folder.Path);
        return roots.FirstOrDefault(root => root.Path == path) ?? roots.FirstOrDefault(root => Real(root.Path) == Real(path));
    }

    private static GalleryRoot Add(string galleryPath, IReadOnlyList<GalleryRoot> others, RootFolder folder, bool isMeant)
    {
        string path = ImageFolder.FullPathOf(folder.Path);
        if (!isMeant)
        {
            string followed = string.Join(" and ", others.Select(root => root.Path));
            throw new GalleryException(
                galleryPath,
                $"The gallery {galleryPath} follows {followed}, not {path}: to follow that folder too, give it a name with --name; if a folder has moved there, run 'akin relocate {galleryPath} {others[0].Name} {folder.Path}'; otherwise name another gallery with --gallery.");
        }

        string name = folder.Name ?? GalleryRoot.NameOf(path);
        if (name.Length == 0 || name.Contains('/') || name.Any(char.IsControl))
        {
            throw new GalleryException(galleryPath, $"The root's name '{name}' cannot be used: give {folder.Path} a name without / and control characters with --name.");
        }

        if (others.FirstOrDefault(root => root.Name == name) is GalleryRoot taken)
        {
            throw new GalleryException(
                galleryPath,
                $"The gallery {galleryPath} has a root {name} already, {taken.Path}: give {path} another name with --name, or, if the folder has moved there, run 'akin relocate {galleryPath} {name} {folder.Path}'.");
        }

        if (others.FirstOrDefault(root => Overlap(path, root.Path)) is GalleryRoot around)
        {
            throw new GalleryException(galleryPath, $"The folders {path} and {around.Path} lie one inside the other, and a gallery follows no folder twice: name another folder, or another gallery with --gallery.");
        }

        return new GalleryRoot(name, path, new PictureSelection());
    }

    private static string WithSeparator(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;

    private static string Real(string path) => RealPath.Of(path) ?? path;
}

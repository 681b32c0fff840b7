namespace Akin.Galleries;

/// <summary>
/// How items are named to people and programs: in a gallery of one root by the path below it, in a gallery of several by the root's name, a <c>/</c> and that path.
/// The catalogue keeps root and path apart, so that adding a root rewrites nothing.
/// </summary>
internal sealed class GalleryKeys(IReadOnlyList<GalleryRoot> roots)
{
    /// <summary>The key that stands for an item.</summary>
    public string Show(ItemName name) => roots.Count > 1 ? $"{name.Root}/{name.Key}" : name.Key;

    /// <summary>What <see cref="Show"/> gives, in SQL over <c>items</c>.</summary>
    public string Sql => roots.Count > 1 ? "root || '/' || key" : "key";

    /// <summary>The item that a key stands for, whether it exists or not; null where the key begins with no root's name and there are several roots.</summary>
    public ItemName? Parse(string key)
    {
        if (roots.Count == 1)
        {
            return new ItemName(roots[0].Name, key);
        }

        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && roots.Any(root => root.Name == key[..slash]) ? new ItemName(key[..slash], key[(slash + 1)..]) : null;
    }

    /// <summary>Where an item's file lies; null where no root has the name.</summary>
    public string? PathOf(ItemName name) =>
        roots.FirstOrDefault(root => root.Name == name.Root) is GalleryRoot root ? Path.Combine(root.Path, name.Key) : null;
}

using Akin.Datasets;
using Akin.VectorStores;

namespace Akin.Galleries;

/// <summary>Which items may answer a search: the catalogue asks a condition itself, and keys are compared here. Thread-safe.</summary>
internal sealed class ItemFilter
{
    private readonly List<KeyPattern> _patterns;
    private readonly HashSet<ItemName> _leftOut;
    private readonly GalleryKeys _keys;

    /// <summary>Reads the options.</summary>
    /// <exception cref="FormatException">A pattern cannot be read.</exception>
    /// <exception cref="NotSupportedException">The filter of a vector store asks for what the catalogue does not know.</exception>
    public ItemFilter(GallerySearchOptions options, GalleryKeys keys)
    {
        _patterns = [.. options.KeyPatterns.Select(KeyPattern.Parse)];
        _leftOut = [.. options.ExceptKeys.Select(keys.Parse).OfType<ItemName>()];
        _keys = keys;
        Condition.AndAnyOf("label", options.Labels);
        Condition.AndAnyOf("split", options.Splits);
        if (options.ModifiedFrom is DateTimeOffset from)
        {
            Condition.And($"modified_ns >= {Condition.Parameter(UnixTime.Nanoseconds(from))}");
        }

        if (options.ModifiedBefore is DateTimeOffset before)
        {
            Condition.And($"modified_ns < {Condition.Parameter(UnixTime.Nanoseconds(before))}");
        }

        PictureFilter.Add(Condition, options.Filter, keys.Sql);
    }

    /// <summary>What the catalogue asks.</summary>
    public ItemCondition Condition { get; } = new();

    /// <summary>Items that may not answer whatever else is said; there need not be such.</summary>
    public IReadOnlyCollection<ItemName> LeftOut => _leftOut;

    /// <summary>Whether <see cref="Takes"/> says more than <see cref="Condition"/>.</summary>
    public bool AsksNames => _patterns.Count > 0 || _leftOut.Count > 0;

    /// <summary>Whether an item that meets the condition may answer.</summary>
    public bool Takes(ItemName name) => !_leftOut.Contains(name) && (_patterns.Count == 0 || _patterns.Exists(pattern => pattern.Fits(_keys.Show(name))));
}

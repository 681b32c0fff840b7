using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>Which items may answer a search. Thread-safe.</summary>
internal sealed class ItemFilter
{
    private readonly HashSet<string> _labels;
    private readonly HashSet<string> _splits;
    private readonly List<KeyPattern> _patterns;
    private readonly long _fromNs;
    private readonly long _beforeNs;
    private readonly GalleryKeys _keys;

    /// <summary>Reads the options.</summary>
    /// <exception cref="FormatException">A pattern cannot be read.</exception>
    public ItemFilter(GallerySearchOptions options, GalleryKeys keys)
    {
        _labels = [.. options.Labels];
        _splits = [.. options.Splits];
        _patterns = [.. options.KeyPatterns.Select(KeyPattern.Parse)];
        _fromNs = options.ModifiedFrom is DateTimeOffset from ? Nanoseconds(from) : long.MinValue;
        _beforeNs = options.ModifiedBefore is DateTimeOffset before ? Nanoseconds(before) : long.MaxValue;
        _keys = keys;
    }

    /// <summary>Whether an item may answer.</summary>
    public bool Takes(ItemName name, string? label, string? split, long modifiedNs) =>
        (_labels.Count == 0 || (label is not null && _labels.Contains(label)))
        && (_splits.Count == 0 || (split is not null && _splits.Contains(split)))
        && modifiedNs >= _fromNs && modifiedNs < _beforeNs
        && (_patterns.Count == 0 || _patterns.Exists(pattern => pattern.Fits(_keys.Show(name))));

    private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}

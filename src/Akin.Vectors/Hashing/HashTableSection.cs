namespace Akin.Vectors.Hashing;

/// <summary>The sections of a file of hash tables. The numbers are stored: they stay.</summary>
internal static class HashTableSection
{
    /// <summary>What everything else has the shape of.</summary>
    public const uint Parameters = 1;

    /// <summary>Where each table's hyperplanes come from.</summary>
    public const uint Origins = 2;

    /// <summary>The hyperplanes that no seed gives.</summary>
    public const uint Planes = 3;

    /// <summary>Where the rows of each cell begin.</summary>
    public const uint Offsets = 4;

    /// <summary>The rows, in the order of their hashes.</summary>
    public const uint Rows = 5;

    /// <summary>Their hashes, where cells are no buckets.</summary>
    public const uint Hashes = 6;
}

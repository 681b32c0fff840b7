namespace Akin.Vectors.Search;

/// <summary>How many candidates of a scan that estimates are compared in full.</summary>
internal static class ReRanking
{
    /// <summary>Wanted rows that settings are counted for.</summary>
    public const int WantedCount = 10;

    /// <summary>
    /// How many times the setting is kept where a filter was given. What it leaves may be far from the query and all alike, as pictures of another class are: estimates tell such
    /// rows apart less well. docs/search.md has what that is worth.
    /// </summary>
    private const int FilteredFactor = 4;

    /// <summary>More candidates than these are never held.</summary>
    private const int KeptCountLimit = int.MaxValue / 4;

    /// <summary>The candidates to keep: as the setting says for ten rows and fewer, in proportion for more; with a filter more.</summary>
    /// <param name="reRank">The setting, not negative.</param>
    /// <param name="wantedCount">Rows that are wanted, at least 1.</param>
    /// <param name="rowCount">Rows that there are.</param>
    /// <param name="isFiltered">Whether a filter says which rows may answer.</param>
    /// <returns>At least <paramref name="wantedCount"/>, and no more than there are rows unless that is more.</returns>
    public static int KeptCount(int reRank, int wantedCount, long rowCount, bool isFiltered)
    {
        long proportional = (((long)reRank * wantedCount) + WantedCount - 1) / WantedCount;
        return (int)Math.Clamp(Math.Max(isFiltered ? (long)FilteredFactor * reRank : reRank, proportional), wantedCount, Math.Max(wantedCount, Math.Min(rowCount, KeptCountLimit)));
    }
}

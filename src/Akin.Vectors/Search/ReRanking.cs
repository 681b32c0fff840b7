namespace Akin.Vectors.Search;

/// <summary>How many candidates of a scan that estimates are compared in full.</summary>
internal static class ReRanking
{
    /// <summary>Wanted rows that settings are counted for.</summary>
    public const int WantedCount = 10;

    /// <summary>More candidates than these are never held.</summary>
    private const int KeptCountLimit = int.MaxValue / 4;

    /// <summary>The candidates to keep: as the setting says for ten rows and fewer, in proportion for more.</summary>
    /// <param name="reRank">The setting, not negative.</param>
    /// <param name="wantedCount">Rows that are wanted, at least 1.</param>
    /// <param name="rowCount">Rows that there are.</param>
    /// <returns>At least <paramref name="wantedCount"/>, and no more than there are rows unless that is more.</returns>
    public static int KeptCount(int reRank, int wantedCount, long rowCount)
    {
        long proportional = (((long)reRank * wantedCount) + WantedCount - 1) / WantedCount;
        return (int)Math.Clamp(Math.Max(reRank, proportional), wantedCount, Math.Max(wantedCount, Math.Min(rowCount, KeptCountLimit)));
    }
}

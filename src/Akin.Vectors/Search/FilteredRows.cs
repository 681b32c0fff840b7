using System.Runtime.InteropServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>Searches among the rows that a filter leaves.</summary>
internal static class FilteredRows
{
    /// <summary>Rows that are all compared in full where a filter leaves no more: that takes less time than an index does.</summary>
    private const int FewCount = 2048;

    /// <summary>Rows that a filter may leave out without being one: what is left is searched as all rows are. A picture that is not to be its own neighbour, for example.</summary>
    private const int FewLeftOutCount = 16;

    /// <summary>Whether a filter leaves so much out that settings tuned to all rows may not do.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="among">The filter, or null for none.</param>
    /// <param name="allowedCount">Rows that may answer.</param>
    public static bool IsFiltered(in RowView rows, RowSet? among, long allowedCount) => among is not null && rows.AllowedCount(null) - allowedCount > FewLeftOutCount;

    /// <summary>Whether so few rows are left that <see cref="CompareAll"/> is the way.</summary>
    /// <param name="allowedCount">Rows that may answer.</param>
    /// <param name="wantedCount">Rows that are wanted.</param>
    public static bool AreFew(long allowedCount, int wantedCount) => allowedCount <= Math.Max(FewCount, wantedCount);

    /// <summary>How much of an index must be looked through so that as many rows are met as without a filter, if those that may answer lie anywhere.</summary>
    /// <param name="setting">How much without a filter.</param>
    /// <param name="limit">All of the index.</param>
    /// <param name="rowCount">Rows that there are.</param>
    /// <param name="allowedCount">Rows that may answer, at least 1.</param>
    public static int Widened(int setting, long limit, long rowCount, long allowedCount) => (int)Math.Min(limit, (long)Math.Ceiling(setting * ((double)rowCount / allowedCount)));

    /// <summary>The best of all rows that may answer.</summary>
    /// <exception cref="IndexFormatException">A row is damaged.</exception>
    public static List<Neighbor> CompareAll(in RowView rows, in Query query, long allowedCount, int wantedCount, SearchOptions options)
    {
        List<long> allowed = new((int)Math.Min(allowedCount, Array.MaxLength));
        AllowedRows remaining = new(rows, options.Among, 0, rows.RowCount);
        while (remaining.MoveNext())
        {
            allowed.Add(remaining.Current);
        }

        return Ranking.Best(rows, query, CollectionsMarshal.AsSpan(allowed), wantedCount, options.MinimumSimilarity);
    }
}

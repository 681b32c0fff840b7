namespace Akin.Vectors.Search;

/// <summary>
/// A way to find the rows closest to a query by cosine. Whatever the way, similarities are those of a float64 computation over the stored rows,
/// <c>q.r / (|q| |r|)</c>, and order is by falling similarity, equal ones by row. Ways differ in which rows they look at: see <see cref="Recall"/>.
/// </summary>
/// <remarks>
/// <para>A query's length does not matter. A zero query has similarity 0 with every row, as a zero row has with every query. A query with a component that is
/// not finite is refused.</para>
/// <para>Searches are thread-safe and run without locks on the rows as they were when the search began, while one writer adds.</para>
/// </remarks>
public interface IVectorIndex
{
    /// <summary>Components of a row.</summary>
    public int Dimensions { get; }

    /// <summary>Rows that are searched, removed ones included.</summary>
    public long RowCount { get; }

    /// <summary>How many of the true neighbours the index finds, as it was measured; null where it never was.</summary>
    public RecallMeasurement? Recall { get; }

    /// <summary>The rows closest to one query.</summary>
    /// <param name="query">Float32 [dimensions], finite.</param>
    /// <param name="count">How many are wanted, at least 1; all rows at most are given.</param>
    /// <param name="options">Filters and limits, or null for none.</param>
    /// <returns>By falling similarity, equal ones by row.</returns>
    /// <exception cref="ArgumentException">The query has another number of dimensions, or a component is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    /// <exception cref="Storage.IndexFormatException">A row in a file, or a part of an index, is damaged: its checksum is wrong.</exception>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null);

    /// <summary>The rows closest to each of many queries: the same answers as one by one, in less time.</summary>
    /// <param name="queries">Float32 [queries x dimensions], row-major, finite.</param>
    /// <param name="count">How many are wanted for each, at least 1.</param>
    /// <param name="options">Filters and limits, or null for none.</param>
    /// <param name="cancellationToken">Ends the search between blocks of work.</param>
    /// <returns>One list a query, in their order.</returns>
    /// <exception cref="ArgumentException">The queries are no whole number of rows, or a component is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    /// <exception cref="Storage.IndexFormatException">A row in a file, or a part of an index, is damaged: its checksum is wrong.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default);
}

namespace Akin.Vectors.Search;

/// <summary>Answers many queries by an index's own search, several at a time.</summary>
internal static class QueryBatch
{
    /// <inheritdoc cref="IVectorIndex.SearchBatch"/>
    public static IReadOnlyList<Neighbor>[] Search(IVectorIndex index, ReadOnlyMemory<float> queries, int count, SearchOptions? options, CancellationToken cancellationToken)
    {
        options ??= SearchOptions.Default;
        int dimensions = index.Dimensions;
        IReadOnlyList<Neighbor>[] answers = new IReadOnlyList<Neighbor>[Query.CountOf(queries, dimensions)];
        Check(queries, dimensions, count);
        SearchOptions oneThread = options with { MaxThreads = 1 };
        ParallelWork.For(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken },
            query => answers[query] = index.Search(queries.Span.Slice((int)query * dimensions, dimensions), count, oneThread));
        return answers;
    }

    /// <summary>Looks all queries over before any work: a batch with a bad one gives no answers.</summary>
    /// <exception cref="ArgumentException">A component is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static void Check(ReadOnlyMemory<float> queries, int dimensions, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        for (int start = 0; start < queries.Length; start += dimensions)
        {
            Query.Check(queries.Span.Slice(start, dimensions), dimensions, count);
        }
    }
}

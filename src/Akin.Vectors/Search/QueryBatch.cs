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

        // Before any work: a batch with a bad query gives no answers.
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        for (int query = 0; query < answers.Length; query++)
        {
            Query.Check(queries.Span.Slice(query * dimensions, dimensions), dimensions, count);
        }

        SearchOptions oneThread = options with { MaxThreads = 1 };
        ParallelWork.For(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken },
            query => answers[query] = index.Search(queries.Span.Slice((int)query * dimensions, dimensions), count, oneThread));
        return answers;
    }
}

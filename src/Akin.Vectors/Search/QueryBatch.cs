using System.Runtime.ExceptionServices;

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

        // Before any work, and so that a fault is the caller's exception and not one of many.
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        for (int query = 0; query < answers.Length; query++)
        {
            Query.Check(queries.Span.Slice(query * dimensions, dimensions), dimensions, count);
        }

        SearchOptions oneThread = options with { MaxThreads = 1 };
        try
        {
            Parallel.For(
                0,
                answers.Length,
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken },
                query => answers[query] = index.Search(queries.Span.Slice(query * dimensions, dimensions), count, oneThread));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return answers;
    }
}

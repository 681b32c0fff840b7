using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class ExactIndex
{
    /// <summary>Queries that are compared with the rows at a time, six wide panels: their panels take 0.9 MB of 768 dimensions.</summary>
    private const int GroupQueryCount = 288;

    /// <summary>Fewer are faster one by one: a panel of sixteen lanes takes as long as three queries of float16 rows.</summary>
    private const int LeastGroupQueryCount = 4;

    /// <summary>What the candidates of a group may take at most, unless those of one query take more.</summary>
    private const long GroupCandidatesInBytes = 1 << 28;

    /// <summary>A candidate, in arrays that may be half full, beside its answer.</summary>
    private const int CandidateInBytes = 48;

    /// <summary>How much finer the ranges of a batch are than those of one query: a row takes the more time the more queries there are.</summary>
    private const int BatchRangeDivisor = 16;

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int queryCount = Query.CountOf(queries, Dimensions);
        for (int index = 0; index < queryCount; index++)
        {
            _ = Query.Check(Slice(queries, index, 1).Span, Dimensions, count);
        }

        options ??= SearchOptions.Default;
        RowView rows = _rows.View();
        IReadOnlyList<Neighbor>[] answers = new IReadOnlyList<Neighbor>[queryCount];
        int scanCount = (int)Math.Clamp(Ranges(rows, BatchRangeDivisor).Count, 1, options.MaxThreads);
        int groupQueryCount = GroupSize(rows, count, scanCount);
        for (int first = 0; first < queryCount; first += groupQueryCount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int taken = Math.Min(groupQueryCount, queryCount - first);
            if (taken >= LeastGroupQueryCount)
            {
                using QueryGroup group = new(Slice(queries, first, taken), Dimensions, rows.Format);
                SearchGroup(rows, group, count, scanCount, options, answers.AsMemory(first, taken), cancellationToken);
                continue;
            }

            for (int index = first; index < first + taken; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                answers[index] = Search(rows, Query.Check(Slice(queries, index, 1).Span, Dimensions, count), count, options);
            }
        }

        return answers;
    }

    private static int GroupSize(in RowView rows, int count, int scanCount)
    {
        long candidates = Math.Min(rows.RowCount, ((long)count + 1024) * scanCount);
        return (int)Math.Clamp(GroupCandidatesInBytes / CandidateInBytes / Math.Max(1, candidates), 1, GroupQueryCount);
    }

    private static void SearchGroup(RowView rows, QueryGroup group, int count, int scanCount, SearchOptions options, Memory<IReadOnlyList<Neighbor>> answers, CancellationToken cancellationToken)
    {
        Candidates[][] scans = new Candidates[scanCount][];
        RowRanges ranges = Ranges(rows, BatchRangeDivisor);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken };
        For(scanCount, parallel, scan =>
        {
            scans[scan] = new Candidates[group.Count];
            for (int query = 0; query < group.Count; query++)
            {
                scans[scan][query] = NewCandidates(rows, count, options);
            }

            using BatchScan batchScan = new(rows, group, scans[scan]);
            batchScan.Run(ranges, options.Among, cancellationToken);
        });
        cancellationToken.ThrowIfCancellationRequested();
        For(group.Count, parallel, query =>
        {
            Candidates[] found = Array.ConvertAll(scans, scan => scan[query]);
            answers.Span[query] = Best(rows, group.At(query), found);
        });
    }

    private static void For(int count, ParallelOptions options, Action<int> body)
    {
        if (options.MaxDegreeOfParallelism > 1 && count > 1)
        {
            ParallelWork.For(0, count, options, step => body((int)step));
            return;
        }

        for (int index = 0; index < count; index++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            body(index);
        }
    }

    private ReadOnlyMemory<float> Slice(ReadOnlyMemory<float> queries, int first, int count) => queries.Slice(first * Dimensions, count * Dimensions);
}

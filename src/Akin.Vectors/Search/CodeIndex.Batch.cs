using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class CodeIndex
{
    /// <summary>
    /// Codes that are scanned for one query after another while they stay in the processor's second-level cache; their look-up tables stay in the first level's.
    /// </summary>
    private const int ScannedChunkInBytes = 1 << 18;

    /// <summary>Queries that a thread answers together, at most.</summary>
    private const int GroupCount = 32;

    /// <summary>Candidates that a thread holds for all queries of a group, at most: 24 MB.</summary>
    private const int GroupCandidateCount = 1 << 20;

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= SearchOptions.Default;
        State state = Volatile.Read(ref _state);
        RowView rows = state.Rows.View().First(state.RowCount);
        int queryCount = Query.CountOf(queries, Dimensions);
        int keptCount = ReRanking.KeptCount(ReRank, (int)Math.Min(Math.Max(1, count), Math.Max(1, rows.RowCount)), rows.RowCount, options.Among is not null);
        int groupCount = (int)Math.Clamp(Math.Min(queryCount / (double)options.MaxThreads, GroupCandidateCount / (double)keptCount), 1, GroupCount);
        if (groupCount < LookupScan.FourCount)
        {
            return QueryBatch.Search(this, queries, count, options, cancellationToken);
        }

        QueryBatch.Check(queries, Dimensions, count);
        groupCount -= groupCount % LookupScan.FourCount;
        IReadOnlyList<Neighbor>[] answers = new IReadOnlyList<Neighbor>[queryCount];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken };
        ParallelWork.For(0, (queryCount + groupCount - 1) / groupCount, parallel, step =>
        {
            int first = (int)step * groupCount;
            SearchGroup(state, rows, queries, first, Math.Min(groupCount, queryCount - first), count, options, answers, cancellationToken);
        });
        return answers;
    }

    private void SearchGroup(
        State state, RowView rows, ReadOnlyMemory<float> queries, int first, int queryCount, int count, SearchOptions options, IReadOnlyList<Neighbor>[] answers, CancellationToken cancellationToken)
    {
        int wantedCount = (int)Math.Min(count, Math.Max(1, rows.RowCount));
        int keptCount = ReRanking.KeptCount(ReRank, wantedCount, rows.RowCount, options.Among is not null);
        QueryCode[] codes = new QueryCode[queryCount];
        CodeCandidates[] candidates = new CodeCandidates[queryCount];
        for (int index = 0; index < queryCount; index++)
        {
            codes[index] = Take(_queryCodes) ?? new QueryCode(_rotation);
            codes[index].Fill(Asked(queries, first + index, count));
            candidates[index] = Take(_candidates) ?? new CodeCandidates();
            candidates[index].Reset(keptCount);
        }

        CodeView view = state.Codes.View();
        long blockCount = (rows.RowCount + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount;
        long step = Math.Max(1, ScannedChunkInBytes / view.BlockInBytes);
        for (long block = 0; block < blockCount; block += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ScanGroup(codes, view, block, Math.Min(blockCount, block + step), rows, options.Among, candidates);
        }

        for (int index = 0; index < queryCount; index++)
        {
            candidates[index].Shrink();
            answers[first + index] = ReRanked(rows, Asked(queries, first + index, count), candidates[index], wantedCount, options);
            _queryCodes.Add(codes[index]);
            _candidates.Add(candidates[index]);
        }
    }

    private static void ScanGroup(QueryCode[] queries, in CodeView codes, long firstBlock, long endBlock, in RowView rows, RowSet? among, CodeCandidates[] candidates)
    {
        int query = 0;
        for (; query + LookupScan.FourCount <= queries.Length; query += LookupScan.FourCount)
        {
            CodeScan.RowsFour(queries.AsSpan(query, LookupScan.FourCount), codes, firstBlock, endBlock, rows, among, candidates.AsSpan(query, LookupScan.FourCount));
        }

        for (; query < queries.Length; query++)
        {
            CodeScan.Rows(queries[query], codes, firstBlock, endBlock, rows, among, candidates[query]);
        }
    }

    private Query Asked(ReadOnlyMemory<float> queries, int index, int count) => Query.Check(queries.Span.Slice(index * Dimensions, Dimensions), Dimensions, count);
}

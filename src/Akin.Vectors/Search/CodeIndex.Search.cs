using System.Buffers;
using System.Collections.Concurrent;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class CodeIndex
{
    /// <summary>Enough for a recall@10 of 0.999 on most embeddings.</summary>
    private const int DefaultReRank = 100;

    /// <summary>Blocks that a thread scans at a time, 65,536 rows: fewer take less time than a thread takes to start.</summary>
    private const int ScannedBlocksPerTask = 1024;

    private static readonly SearchOptions OneThread = new() { MaxThreads = 1 };

    private readonly ConcurrentBag<QueryCode> _queryCodes = [];
    private readonly ConcurrentBag<CodeCandidates> _candidates = [];

    /// <summary>
    /// How many rows are compared in full where ten are wanted, at least 10; in proportion where more are. The more, the higher the recall and the time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 10.</exception>
    public int ReRank
    {
        get => Volatile.Read(ref _settings).ReRank;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, ReRanking.WantedCount);
            lock (_settingsLock)
            {
                Volatile.Write(ref _settings, new CodeSettings(value, Recall: null));
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null)
    {
        Query checkedQuery = Query.Check(query, Dimensions, count);
        options ??= SearchOptions.Default;
        State state = Volatile.Read(ref _state);
        RowView rows = state.Rows.View().First(state.RowCount);
        int wantedCount = (int)Math.Min(count, Math.Max(1, rows.RowCount));
        QueryCode code = Take(_queryCodes) ?? new QueryCode(_rotation);
        code.Fill(checkedQuery);
        CodeCandidates candidates = Scan(code, state, rows, ReRanking.KeptCount(ReRank, wantedCount, rows.RowCount, options.Among is not null), options);
        _queryCodes.Add(code);
        IReadOnlyList<Neighbor> neighbors = ReRanked(rows, checkedQuery, candidates, wantedCount, options);
        _candidates.Add(candidates);
        return neighbors;
    }

    private static T? Take<T>(ConcurrentBag<T> bag)
        where T : class => bag.TryTake(out T? taken) ? taken : null;

    private CodeCandidates Scan(QueryCode code, State state, RowView rows, int keptCount, SearchOptions options)
    {
        CodeCandidates all = Take(_candidates) ?? new CodeCandidates();
        all.Reset(keptCount);
        CodeView codes = state.Codes.View();
        long blockCount = (rows.RowCount + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount;
        if (options.MaxThreads == 1 || blockCount <= ScannedBlocksPerTask)
        {
            CodeScan.Rows(code, codes, 0, blockCount, rows, options.Among, all);
            all.Shrink();
            return all;
        }

        Lock merging = new();
        long taskCount = (blockCount + ScannedBlocksPerTask - 1) / ScannedBlocksPerTask;
        ParallelWork.For(
            0,
            taskCount,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxThreads },
            () =>
            {
                CodeCandidates own = Take(_candidates) ?? new CodeCandidates();
                own.Reset(keptCount);
                return own;
            },
            (task, own) => CodeScan.Rows(
                code, codes, task * ScannedBlocksPerTask, Math.Min(blockCount, (task + 1) * ScannedBlocksPerTask), rows, options.Among, own),
            own =>
            {
                lock (merging)
                {
                    all.Add(own);
                }

                _candidates.Add(own);
            });
        all.Shrink();
        return all;
    }

    private static List<Neighbor> ReRanked(in RowView rows, in Query query, CodeCandidates candidates, int wantedCount, SearchOptions options)
    {
        long[] found = ArrayPool<long>.Shared.Rent(Math.Max(1, candidates.Count));
        for (int index = 0; index < candidates.Count; index++)
        {
            found[index] = candidates.Slot(index);
        }

        List<Neighbor> best = Ranking.Best(rows, query, found.AsSpan(0, candidates.Count), wantedCount, options.MinimumSimilarity);
        ArrayPool<long>.Shared.Return(found);
        return best;
    }
}

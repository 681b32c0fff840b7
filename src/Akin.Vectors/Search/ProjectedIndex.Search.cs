using System.Buffers;
using System.Numerics;
using Akin.Vectors.Codes;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class ProjectedIndex
{
    /// <summary>Rows that a thread scans at a time: fewer take less time than a thread takes to start.</summary>
    private const int ScannedRowsPerTask = 16_384;

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null)
    {
        Query checkedQuery = Query.Check(query, Dimensions, count);
        options ??= SearchOptions.Default;
        State state = Volatile.Read(ref _state);
        RowView rows = state.Rows.View().First(state.RowCount);
        RowView projections = _projected.View().First(state.RowCount);
        int wantedCount = (int)Math.Min(count, Math.Max(1, rows.RowCount));
        int keptCount = ReRanking.KeptCount(ReRank, wantedCount, rows.RowCount, options.Among is not null);
        CodeCandidates candidates = Scan(rows, projections, Project(checkedQuery, projections.Format), keptCount, options);
        long[] found = ArrayPool<long>.Shared.Rent(Math.Max(1, candidates.Count));
        for (int index = 0; index < candidates.Count; index++)
        {
            found[index] = candidates.Slot(index);
        }

        List<Neighbor> best = Ranking.Best(rows, checkedQuery, found.AsSpan(0, candidates.Count), wantedCount, options.MinimumSimilarity);
        ArrayPool<long>.Shared.Return(found);
        return best;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        QueryBatch.Search(this, queries, count, options, cancellationToken);

    /// <summary>The query's projection of length 1, scaled for the kernel.</summary>
    private float[] Project(in Query query, RowFormat format)
    {
        float[] unit = new float[Dimensions];
        float[] projected = new float[Projection.ProjectedDimensions];
        query.ScaleTo(unit, 1);
        Projection.Project(unit, projected, normalize: true);
        float scale = Ranking.QueryScale(format);
        return Array.ConvertAll(projected, component => component * scale);
    }

    /// <summary>The rows whose projections are closest, equal ones by row.</summary>
    private static CodeCandidates Scan(RowView rows, RowView projections, float[] query, int keptCount, SearchOptions options)
    {
        CodeCandidates all = New(keptCount);
        RowRanges ranges = new(rows.RowCount, ScannedRowsPerTask);
        int scanCount = (int)Math.Min(options.MaxThreads, ranges.Count);
        if (scanCount <= 1)
        {
            Scan(rows, projections, query, ranges, options.Among, all);
        }
        else
        {
            Lock merging = new();
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = scanCount };
            ParallelWork.For(0, scanCount, parallel, () => New(keptCount), (_, own) => Scan(rows, projections, query, ranges, options.Among, own), own =>
            {
                lock (merging)
                {
                    all.Add(own);
                }
            });
        }

        all.Shrink();
        return all;
    }

    private static CodeCandidates New(int keptCount)
    {
        CodeCandidates candidates = new();
        candidates.Reset(keptCount);
        return candidates;
    }

    private static void Scan(RowView rows, RowView projections, float[] query, RowRanges ranges, RowSet? among, CodeCandidates candidates)
    {
        while (ranges.TryTake(out long start, out long end))
        {
            for (long first = start; first < end; first += 64)
            {
                for (ulong allowed = rows.Allowed(first / 64, among); allowed != 0; allowed &= allowed - 1)
                {
                    long row = first + BitOperations.TrailingZeroCount(allowed);
                    candidates.Add(Ranking.Similarity(projections, query, row), (uint)row);
                }
            }
        }
    }
}

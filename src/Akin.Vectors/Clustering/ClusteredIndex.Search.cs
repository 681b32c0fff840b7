using System.Buffers;
using System.Collections.Concurrent;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

public sealed partial class ClusteredIndex
{
    private const int DefaultProbes = 32;

    private const int DefaultReRank = 60;

    private readonly ConcurrentBag<Scratch> _scratch = [];
    private readonly Lock _settingsLock = new();
    private ClusterSettings _settings;

    /// <summary>How many lists are scanned, at least 1. The more, the higher the recall and the time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Probes
    {
        get => Volatile.Read(ref _settings).Probes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_settingsLock)
            {
                Volatile.Write(ref _settings, _settings with { Probes = value, Recall = null });
            }
        }
    }

    /// <summary>How many rows are compared in full where ten are wanted, at least 10; in proportion where more are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 10.</exception>
    public int ReRank
    {
        get => Volatile.Read(ref _settings).ReRank;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, ReRanking.WantedCount);
            lock (_settingsLock)
            {
                Volatile.Write(ref _settings, _settings with { ReRank = value, Recall = null });
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
        bool allowsAll = rows.AllowsAll(options.Among);
        long allowedCount = allowsAll ? rows.RowCount : rows.AllowedCount(options.Among);
        if (!allowsAll && FilteredRows.AreFew(allowedCount, wantedCount))
        {
            return FilteredRows.CompareAll(rows, checkedQuery, allowedCount, wantedCount, options);
        }

        SlotFilter? filter = allowsAll ? null : new SlotFilter(_rowOfSlot, rows, options.Among);
        int probes = allowsAll ? Probes : FilteredRows.Widened(Probes, ListCount, rows.RowCount, allowedCount);

        // The settings were tuned to ten neighbours among all rows.
        bool isFiltered = FilteredRows.IsFiltered(rows, options.Among, allowedCount);
        return !isFiltered && wantedCount <= ReRanking.WantedCount
            ? Search(rows, checkedQuery, wantedCount, probes, filter, options)
            : SearchUntilSettled(rows, checkedQuery, wantedCount, probes, filter, isFiltered, options);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        QueryBatch.Search(this, queries, count, options, cancellationToken);

    private List<Neighbor> Search(in RowView rows, in Query query, int wantedCount, int probes, SlotFilter? filter, SearchOptions options)
    {
        Scratch scratch = _scratch.TryTake(out Scratch? taken) ? taken : new Scratch(_rotation);
        scratch.Code.Fill(query);
        int keptCount = ReRanking.KeptCount(ReRank, wantedCount, rows.RowCount, isFiltered: false);
        int probedCount = Scan(scratch, rows, probes, keptCount, filter, options);
        CodeCandidates candidates = scratch.Candidates;
        if (candidates.Count < wantedCount && probedCount < ListCount)
        {
            // Too few rows lie in so few lists.
            _scratch.Add(scratch);
            return SearchUntilSettled(rows, query, wantedCount, (int)Math.Min(ListCount, 4L * probes), filter, isFiltered: false, options);
        }

        List<Neighbor> best = ReRanked(rows, query, candidates, wantedCount, options);
        _scratch.Add(scratch);
        return best;
    }

    /// <summary>
    /// Scans more and more lists, twice as many each time, until that brings no better answer. What a filter leaves need not lie where the query does, and then neither the
    /// lists that all rows' neighbours lie in are the right ones, nor are their estimates far apart.
    /// </summary>
    private List<Neighbor> SearchUntilSettled(in RowView rows, in Query query, int wantedCount, int firstCount, SlotFilter? filter, bool isFiltered, SearchOptions options)
    {
        Scratch scratch = _scratch.TryTake(out Scratch? taken) ? taken : new Scratch(_rotation);
        scratch.Code.Fill(query);
        int listCount = scratch.Probe(_centres, ListCount);
        firstCount = Math.Min(firstCount, listCount);
        CodeCandidates candidates = scratch.Candidates;
        candidates.Reset(ReRanking.KeptCount(ReRank, wantedCount, rows.RowCount, isFiltered));
        ScanTail(scratch, rows, filter, options);
        ScanLists(scratch, 0, firstCount, filter);
        List<Neighbor> best = ReRanked(rows, query, candidates, wantedCount, options);
        for (int scanned = firstCount; scanned < listCount;)
        {
            int end = (int)Math.Min(listCount, 2L * scanned);
            ScanLists(scratch, scanned, end, filter);
            scanned = end;
            List<Neighbor> better = ReRanked(rows, query, candidates, wantedCount, options);
            bool isSettled = candidates.Count >= wantedCount && better.SequenceEqual(best);
            best = better;
            if (isSettled)
            {
                break;
            }
        }

        _scratch.Add(scratch);
        return best;
    }

    private List<Neighbor> ReRanked(in RowView rows, in Query query, CodeCandidates candidates, int wantedCount, SearchOptions options)
    {
        candidates.Shrink();
        long[] found = ArrayPool<long>.Shared.Rent(Math.Max(1, candidates.Count));
        int foundCount = 0;
        for (int index = 0; index < candidates.Count; index++)
        {
            long row = _rowOfSlot[candidates.Slot(index)];
            found[foundCount] = row;

            // Empty slots have no estimate, unless a file was made to harm.
            foundCount += row < rows.RowCount ? 1 : 0;
        }

        List<Neighbor> best = Ranking.Best(rows, query, found.AsSpan(0, foundCount), wantedCount, options.MinimumSimilarity);
        ArrayPool<long>.Shared.Return(found);
        return best;
    }

    /// <summary>Collects the best candidates of the closest lists and the tail.</summary>
    /// <returns>How many lists were scanned.</returns>
    private int Scan(Scratch scratch, in RowView rows, int probes, int keptCount, SlotFilter? filter, SearchOptions options)
    {
        int probedCount = scratch.Probe(_centres, probes);
        CodeCandidates candidates = scratch.Candidates;
        candidates.Reset(keptCount);
        ScanLists(scratch, 0, probedCount, filter);
        ScanTail(scratch, rows, filter, options);
        candidates.Shrink();
        return probedCount;
    }

    /// <summary>Scans the lists at some places of the order that <see cref="Scratch.Probe"/> gave.</summary>
    private void ScanLists(Scratch scratch, int start, int end, SlotFilter? filter)
    {
        CodeView codes = _listCodes.View();
        for (int probe = start; probe < end; probe++)
        {
            int list = scratch.Lists[probe];
            CodeScan.Slots(scratch.Code, codes, _firstBlocks[list], _firstBlocks[list + 1], 0, scratch.Products[probe], filter, scratch.Candidates);
        }
    }

    private void ScanTail(Scratch scratch, in RowView rows, SlotFilter? filter, SearchOptions options)
    {
        long tailCount = rows.RowCount - _rowOfSlot.FirstOfTail;
        if (tailCount > 0)
        {
            // The filter also leaves out the slots behind the last row.
            filter ??= new SlotFilter(_rowOfSlot, rows, options.Among);
            long blockCount = (tailCount + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount;
            float product = Dot.Float(scratch.Code.Rotated, _tailCentre);
            CodeScan.Slots(scratch.Code, _tailCodes.View(), 0, blockCount, (uint)_rowOfSlot.ListedSlotCount, product, filter, scratch.Candidates);
        }
    }

    /// <summary>What one search writes into.</summary>
    private sealed class Scratch(RandomRotation rotation)
    {
        public QueryCode Code { get; } = new(rotation);

        public CodeCandidates Candidates { get; } = new();

        public int[] Lists { get; private set; } = [];

        public float[] Products { get; private set; } = [];

        public int Probe(ListCentres centres, int probes)
        {
            int room = centres.RoomFor(probes);
            if (Lists.Length < room)
            {
                Lists = new int[room];
                Products = new float[room];
            }

            return centres.Closest(Code, probes, Candidates, Products, Lists);
        }
    }
}

using Akin.Vectors.Codes;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

public sealed partial class ClusteredIndex
{
    /// <summary>
    /// What reading a byte of a row costs beside a byte of codes: rows lie anywhere, codes one after another. Measured: a row of 768 halves takes 0.13 us to compare, a
    /// block of 64 codes 0.14 us, so 85 against 21 ps a byte.
    /// </summary>
    private const double CostOfARowByte = 4;

    /// <summary>
    /// Finds the cheapest <see cref="Probes"/> and <see cref="ReRank"/> that reach a recall on the rows that there are, sets them, and measures by other rows what
    /// they reach: see <see cref="Recall"/>. While others search; one caller at a time.
    /// </summary>
    /// <param name="recallAt10">The recall@10 that is wanted, above 0 and at most 1: its lower bound reaches it. With 1, every list is scanned and every row compared in full.</param>
    /// <param name="sampleCount">Rows that are asked for their neighbours, at least 100: one half chooses, the other half measures. Fewer where there are fewer rows, more where it takes more to show the recall: 0.9999 takes 6,000.</param>
    /// <param name="seed">What they are drawn from. The same rows and seed give the same settings.</param>
    /// <param name="cancellationToken">Ends the work; the index stays as it was.</param>
    /// <returns>What was measured. Its bound lies below the recall that was wanted only where the last samples disagreed.</returns>
    /// <remarks>Rows of zeros and removed ones are not asked. Where there are too few rows to show the recall, every list is scanned and every row compared in full.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RecallMeasurement Tune(double recallAt10, int sampleCount = 1000, ulong seed = 0, CancellationToken cancellationToken = default)
    {
        State state = Volatile.Read(ref _state);
        RowView rows = state.Rows.View().First(state.RowCount);
        double bytesOfAList = (double)_firstBlocks[^1] / ListCount * _listCodes.BlockInBytes;
        RecallTuning tuning = new(state.Rows, state.RowCount, recallAt10, sampleCount, seed, _maxThreads, cancellationToken);
        (int probes, int reRank, RecallMeasurement recall) = tuning.Run(
            ProbeSteps(),
            ReRanking.WantedCount,
            (probes, reRank) => (probes * bytesOfAList) + (reRank * CostOfARowByte * rows.StrideInBytes),
            (query, probes, depth) => Candidates(rows, query, probes, depth));

        // Exact for as many rows as there are; more must not make it poor.
        reRank = recall.QueryCount == 0 ? Math.Max(reRank, DefaultReRank) : reRank;
        lock (_settingsLock)
        {
            Volatile.Write(ref _settings, new ClusterSettings(probes, reRank, recall));
        }

        return recall;
    }

    /// <summary>Numbers of lists to try, each about a fifth more than the one before.</summary>
    private List<int> ProbeSteps()
    {
        List<int> steps = [];
        for (int probes = 1; probes < ListCount; probes += Math.Max(1, probes / 5))
        {
            steps.Add(probes);
        }

        return [.. steps, ListCount];
    }

    /// <summary>The rows with the best estimates, the best first, with their true similarities.</summary>
    private List<Neighbor> Candidates(RowView rows, ReadOnlySpan<float> query, int probes, int depth)
    {
        Query checkedQuery = Query.Check(query, Dimensions, depth);
        Scratch scratch = _scratch.TryTake(out Scratch? taken) ? taken : new Scratch(_rotation);
        scratch.Code.Fill(checkedQuery);
        SlotFilter? filter = rows.AllowsAll(null) ? null : new SlotFilter(_rowOfSlot, rows, among: null);
        Scan(scratch, rows, probes, (int)Math.Min(depth, Math.Max(1, rows.RowCount)), filter, SearchOptions.Default);
        scratch.Candidates.Sort();
        List<Neighbor> neighbors = new(scratch.Candidates.Count);
        for (int index = 0; index < scratch.Candidates.Count; index++)
        {
            long row = _rowOfSlot[scratch.Candidates.Slot(index)];
            if (row < rows.RowCount)
            {
                neighbors.Add(new Neighbor(row, Ranking.Cosine(rows, checkedQuery, row)));
            }
        }

        _scratch.Add(scratch);
        return neighbors;
    }
}

using Akin.Vectors.Codes;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class ProjectedIndex
{
    private const int DefaultReRank = 100;

    private static readonly SearchOptions OneThread = new() { MaxThreads = 1 };

    private readonly Lock _settingsLock = new();
    private Settings _settings = new(DefaultReRank, Recall: null);

    /// <inheritdoc/>
    public RecallMeasurement? Recall => Volatile.Read(ref _settings).Recall;

    /// <summary>
    /// How many rows are compared in full where ten are wanted, at first 100; in proportion where more are. 0 takes the wanted ones as the projections give
    /// them: their similarities and order are the true ones all the same.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int ReRank
    {
        get => Volatile.Read(ref _settings).ReRank;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            lock (_settingsLock)
            {
                Volatile.Write(ref _settings, new Settings(value, Recall: null));
            }
        }
    }

    /// <summary>
    /// Finds the fewest rows to compare in full that reach a recall on the rows that there are, sets <see cref="ReRank"/> to it, and measures by other rows what it
    /// reaches: see <see cref="Recall"/>. While others search; one caller at a time.
    /// </summary>
    /// <param name="recallAt10">The recall@10 that is wanted, above 0 and at most 1: its lower bound reaches it. With 1, every row is compared in full.</param>
    /// <param name="sampleCount">Rows that are asked for their neighbours, at least 100: one half chooses, the other half measures. Fewer where there are fewer rows.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="cancellationToken">Ends the work; the index stays as it was.</param>
    /// <returns>What was measured. Its bound lies below the recall that was wanted only where the last samples disagreed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RecallMeasurement Tune(double recallAt10, int sampleCount = 1000, ulong seed = 0, CancellationToken cancellationToken = default)
    {
        State state = Volatile.Read(ref _state);
        RecallTuning tuning = new(state.Rows, state.RowCount, recallAt10, sampleCount, seed, Environment.ProcessorCount, cancellationToken);
        (_, int reRank, RecallMeasurement recall) = tuning.Run([1], ReRanking.WantedCount, static (_, reRank) => reRank, (query, _, depth) => Candidates(state, query, depth));

        // Exact for as many rows as there are; more must not make it poor.
        reRank = recall.QueryCount == 0 ? Math.Max(reRank, DefaultReRank) : reRank;
        lock (_settingsLock)
        {
            Volatile.Write(ref _settings, new Settings(reRank, recall));
        }

        return recall;
    }

    /// <summary>The rows with the closest projections, the closest first, with their true similarities.</summary>
    private List<Neighbor> Candidates(State state, ReadOnlySpan<float> query, int depth)
    {
        Query checkedQuery = Query.Check(query, Dimensions, depth);
        RowView rows = state.Rows.View().First(state.RowCount);
        RowView projections = _projected.View().First(state.RowCount);
        int keptCount = (int)Math.Min(depth, Math.Max(1, rows.RowCount));
        CodeCandidates candidates = Scan(rows, projections, Project(checkedQuery, projections.Format), keptCount, OneThread);
        candidates.Sort();
        List<Neighbor> neighbors = new(candidates.Count);
        for (int index = 0; index < candidates.Count; index++)
        {
            neighbors.Add(new Neighbor(candidates.Slot(index), Ranking.Cosine(rows, checkedQuery, candidates.Slot(index))));
        }

        return neighbors;
    }

    /// <summary>How the index searches, and how well: set together, so that no figure stands beside settings that it was not measured with.</summary>
    /// <param name="ReRank">Rows compared in full where ten are wanted.</param>
    /// <param name="Recall">What was measured with it; null where nothing was.</param>
    private sealed record Settings(int ReRank, RecallMeasurement? Recall);
}

using Akin.Vectors.Codes;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class CodeIndex
{
    /// <summary>
    /// Finds the fewest rows to compare in full that reach a recall on the rows that there are, sets <see cref="ReRank"/> to it, and measures by other rows what it
    /// reaches: see <see cref="Recall"/>. While others search; one caller at a time.
    /// </summary>
    /// <param name="recallAt10">The recall@10 that is wanted, above 0 and at most 1: its lower bound reaches it. With 1, every row is compared in full.</param>
    /// <param name="sampleCount">Rows that are asked for their neighbours, at least 100: one half chooses, the other half measures. Fewer where there are fewer rows, more where it takes more to show the recall: 0.9999 takes 6,000.</param>
    /// <param name="seed">What they are drawn from. The same rows and seed give the same setting.</param>
    /// <param name="cancellationToken">Ends the work; the index stays as it was.</param>
    /// <returns>What was measured. Its bound lies below the recall that was wanted only where the last samples disagreed.</returns>
    /// <remarks>
    /// Rows of zeros and removed ones are not asked. Where there are too few rows to show the recall, all are compared in full. Where <see cref="Extend"/> encodes all rows anew
    /// meanwhile, the setting is taken, and <see cref="Recall"/> stays null.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="IndexFormatException">Codes or rows lie in a file and are damaged.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RecallMeasurement Tune(double recallAt10, int sampleCount = 1000, ulong seed = 0, CancellationToken cancellationToken = default)
    {
        State state = Volatile.Read(ref _state);
        RecallTuning tuning = new(state.Rows, state.RowCount, recallAt10, sampleCount, seed, _maxThreads, cancellationToken);
        (_, int reRank, RecallMeasurement recall) = tuning.Run([1], ReRanking.WantedCount, static (_, reRank) => reRank, (query, _, depth) => Candidates(state, query, depth));

        // Exact for as many rows as there are; more must not make it poor.
        reRank = recall.QueryCount == 0 ? Math.Max(reRank, DefaultReRank) : reRank;
        lock (_settingsLock)
        {
            Volatile.Write(ref _settings, new CodeSettings(reRank, _state.Codes == state.Codes ? recall : null));
        }

        return recall;
    }

    /// <summary>The rows with the best estimates, the best first, with their true similarities.</summary>
    private List<Neighbor> Candidates(State state, ReadOnlySpan<float> query, int depth)
    {
        Query checkedQuery = Query.Check(query, Dimensions, depth);
        RowView rows = state.Rows.View().First(state.RowCount);
        QueryCode code = Take(_queryCodes) ?? new QueryCode(_rotation);
        code.Fill(checkedQuery);
        CodeCandidates candidates = Scan(code, state, rows, (int)Math.Min(depth, Math.Max(1, rows.RowCount)), OneThread);
        candidates.Sort();
        List<Neighbor> neighbors = new(candidates.Count);
        for (int index = 0; index < candidates.Count; index++)
        {
            neighbors.Add(new Neighbor(candidates.Slot(index), Ranking.Cosine(rows, checkedQuery, candidates.Slot(index))));
        }

        _queryCodes.Add(code);
        _candidates.Add(candidates);
        return neighbors;
    }
}

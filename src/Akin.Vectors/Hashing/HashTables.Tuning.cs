using Akin.Vectors.Search;

namespace Akin.Vectors.Hashing;

public sealed partial class HashTables
{
    /// <summary>The rows that a search looks at beyond those that are wanted do not depend on this, so the wanted ones do.</summary>
    private const int TunedDepth = 10;

    private readonly Lock _settingsLock = new();
    private HashTableSettings _settings;

    /// <inheritdoc/>
    public RecallMeasurement? Recall => Volatile.Read(ref _settings).Recall;

    /// <summary>
    /// Buckets that a query looks into, over all tables together, at least 1: at first one a table. The more, the higher the recall and the time. With as many
    /// as there are rows, it is compared with all of them instead, which takes less time than so many buckets. It may be set while others search.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Probes
    {
        get => Volatile.Read(ref _settings).Probes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_settingsLock)
            {
                Volatile.Write(ref _settings, new HashTableSettings(value, Recall: null));
            }
        }
    }

    /// <summary>
    /// Finds the fewest <see cref="Probes"/> that reach a recall on the rows that there are, sets them, and measures by other rows what they reach: see
    /// <see cref="Recall"/>. While others search; one caller at a time.
    /// </summary>
    /// <param name="recallAt10">The recall@10 that is wanted, above 0 and at most 1: its lower bound reaches it. With 1, every row is compared.</param>
    /// <param name="sampleCount">Rows that are asked for their neighbours, at least 100: one half chooses, the other half measures. Fewer where there are fewer rows.</param>
    /// <param name="seed">What they are drawn from. The same rows and seed give the same setting.</param>
    /// <param name="cancellationToken">Ends the work; the tables stay as they were.</param>
    /// <returns>What was measured. Its bound lies below the recall that was wanted only where the last samples disagreed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RecallMeasurement Tune(double recallAt10, int sampleCount = 1000, ulong seed = 0, CancellationToken cancellationToken = default)
    {
        Snapshot snapshot = Volatile.Read(ref _snapshot);
        RecallTuning tuning = new(snapshot.Rows, snapshot.RowCount, recallAt10, sampleCount, seed, _maxThreads, cancellationToken);
        (int probes, _, RecallMeasurement recall) = tuning.Run(
            ProbeSteps(snapshot.RowCount), TunedDepth, static (probes, _) => probes, (query, probes, depth) => Search(snapshot, Query.Check(query, Dimensions, depth), probes, depth, SearchOptions.Default, out _));

        // Exact for as many rows as there are; more must not make it poor.
        probes = recall.QueryCount == 0 ? Math.Max(probes, _hashes.Length) : probes;
        lock (_settingsLock)
        {
            Volatile.Write(ref _settings, new HashTableSettings(probes, recall));
        }

        return recall;
    }

    /// <summary>Numbers of buckets to try, each about a fifth more than the one before.</summary>
    private List<int> ProbeSteps(int rowCount)
    {
        int limit = (int)Math.Min(Math.Max(1, rowCount), Math.ScaleB(_hashes.Length, HashSize));
        List<int> steps = [];
        for (int probes = 1; probes < limit; probes += Math.Max(1, probes / 5))
        {
            steps.Add(probes);
        }

        return [.. steps, limit];
    }
}

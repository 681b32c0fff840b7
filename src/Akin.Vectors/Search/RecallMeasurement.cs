using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>How many of the ten true neighbours an index was found to give, measured against the exact scan. A row that is asked is never its own neighbour.</summary>
/// <param name="At10">Mean part of the ten true neighbours that were found, in [0, 1].</param>
/// <param name="LowerBound">The part that all rows reach on average with 95 % confidence, one-sided.</param>
/// <param name="QueryCount">Queries that were asked; 0 where the answer is exact by its making.</param>
/// <param name="RowCount">Rows that there were; 0 where the answer is exact however many there are. With many more rows, measure again.</param>
/// <remarks>
/// The bound is the mean less 1.645 standard errors (the normal quantile of 95 %: means of hundreds of numbers from 0 to 1 are normal enough), less what three queries in so
/// many lose: by the rule of three, as many may lose neighbours without one of them having been asked. How much they lose is told by those that lose any, where a lost
/// neighbour counts once for each that is lost with it; one of the ten at least. Where neighbours are lost in company, the bound
/// holds in 94 to 97 of 100 samples of 500 up to a recall of 0.995, and in about 90 beyond.
/// </remarks>
public sealed record RecallMeasurement(double At10, double LowerBound, int QueryCount, long RowCount)
{
    private const double NormalQuantile = 1.6449;

    /// <summary>Queries that may lose something, one-sided with 95 %, where none of those that were asked did.</summary>
    private const double UnseenCount = 3;

    /// <summary>Whether the figures are some that a measurement can give: files may hold others.</summary>
    internal bool IsPossible => At10 is >= 0 and <= 1 && LowerBound is >= 0 and <= 1 && QueryCount >= 0 && RowCount >= 0;

    /// <summary>The recall of an exact search.</summary>
    public static RecallMeasurement Exact { get; } = new(1, 1, 0, 0);

    /// <summary>Asks an index, as it is set, for the neighbours of rows of its own.</summary>
    /// <param name="index">The index.</param>
    /// <param name="rows">The rows that it is over.</param>
    /// <param name="sampleCount">Rows to ask, at least 1; all at most. They are drawn at random, without removed ones.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="maxThreads">Threads, or null for all processors. The figure does not depend on it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static RecallMeasurement Measure(
        IVectorIndex index, VectorRows rows, int sampleCount = 1000, ulong seed = 0, int? maxThreads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        SearchOptions options = new() { MaxThreads = maxThreads ?? Environment.ProcessorCount };
        long rowCount = Math.Min(index.RowCount, rows.RowCount);
        long[] asked = RecallSample.Draw(rows.View().First(rowCount), sampleCount, new Kernels.SeededRandom(seed));
        return RecallSample.Ask(rows, rowCount, asked, options, cancellationToken).Measure(index, options, cancellationToken);
    }

    /// <summary>What hits say.</summary>
    /// <param name="hits">True neighbours found, for each query.</param>
    /// <param name="wantedCount">True neighbours that each has.</param>
    /// <param name="rowCount">Rows that there were.</param>
    internal static RecallMeasurement Of(ReadOnlySpan<int> hits, int wantedCount, long rowCount)
    {
        (double mean, double variance, double loss) = Moments(hits, wantedCount);
        return new RecallMeasurement(mean, Math.Max(0, Bound(mean, variance, loss, hits.Length, hits.Length)), hits.Length, rowCount);
    }

    /// <summary>The bound that another sample likely has, where these hits are the first's.</summary>
    /// <param name="hits">True neighbours found, for each query.</param>
    /// <param name="wantedCount">True neighbours that each has.</param>
    /// <param name="otherCount">Queries of the other sample.</param>
    /// <param name="caution">How many times the usual error to allow for.</param>
    internal static double Predicted(ReadOnlySpan<int> hits, int wantedCount, int otherCount, double caution)
    {
        (double mean, double variance, double loss) = Moments(hits, wantedCount);
        double errorOfBoth = (1.0 / Math.Max(1, hits.Length)) + (1.0 / Math.Max(1, otherCount));
        return Bound(mean, variance, loss, 1 / (errorOfBoth * caution * caution), otherCount);
    }

    /// <summary>The highest bound that so many queries can have: where they lose nothing.</summary>
    internal static double HighestBound(int queryCount) => queryCount == 0 ? 0 : 1 - (UnseenCount / (RecallSample.NeighborCount * (double)queryCount));

    /// <summary>How many queries it takes for a bound, where they lose nothing; one more, for rounding.</summary>
    /// <param name="bound">Below 1.</param>
    internal static long QueriesFor(double bound) => 1 + (long)Math.Ceiling(UnseenCount / (RecallSample.NeighborCount * (1 - bound)));

    private static double Bound(double mean, double variance, double loss, double queryCount, int unseenCount) => unseenCount == 0
        ? mean
        : mean - (NormalQuantile * Math.Sqrt(variance / queryCount)) - (UnseenCount * loss / unseenCount);

    /// <summary>Mean and variance of the part that is found, and what a lost neighbour's query loses on average.</summary>
    private static (double Mean, double Variance, double Loss) Moments(ReadOnlySpan<int> hits, int wantedCount)
    {
        if (hits.Length == 0 || wantedCount == 0)
        {
            return (1, 0, 0);
        }

        double sum = 0;
        double squares = 0;
        long lostCount = 0;
        long lostSquares = 0;
        foreach (int hit in hits)
        {
            long lost = wantedCount - hit;
            lostCount += lost;
            lostSquares += lost * lost;
            double part = (double)hit / wantedCount;
            sum += part;
            squares += part * part;
        }

        double mean = sum / hits.Length;
        double loss = (lostCount == 0 ? 1 : (double)lostSquares / lostCount) / wantedCount;

        // One query says nothing of how much they differ: by half, then, as far as numbers from 0 to 1 may.
        return (mean, hits.Length > 1 ? Math.Max(0, (squares - (sum * mean)) / (hits.Length - 1)) : 0.25, loss);
    }
}

using System.Globalization;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Finds the cheapest settings of an index that reach a recall, and says what they reach: settings are chosen by one sample of rows and measured by another. All of it
/// follows from the rows and a seed, never from a clock.
/// </summary>
/// <remarks>
/// <para>A setting is good enough when the lower bound of its recall (<see cref="RecallMeasurement.LowerBound"/>) likely reaches the floor by another sample too. Where that
/// one does not bear it out, it joins the first, settings are chosen again, more cautiously, and a fresh sample measures them: after <see cref="RoundLimit"/> rounds
/// settings are doubled until the last sample bears them out. Where too few rows are left that were not asked, all of them choose and measure together.</para>
/// <para>Where there are too few rows to show the floor, and where it is 1, all rows are compared in full: that is exact, and nobody is asked.</para>
/// <para>One scan with many candidates tells the recall of all smaller numbers: candidates come in the order of their estimates, and the true neighbours among the first
/// r are what a search finds that compares r in full.</para>
/// </remarks>
internal sealed class RecallTuning
{
    /// <summary>How often settings are chosen.</summary>
    public const int RoundLimit = 4;

    /// <summary>Fewer rows tell nothing of a recall near 1.</summary>
    private const int LeastSample = 50;

    /// <summary>Candidates that are looked at first; more where they do not do.</summary>
    private const int FirstDepth = 512;

    /// <summary>Numbers of candidates are tried in steps of this part of them.</summary>
    private const int StepPart = 32;

    /// <summary>More candidates are never compared in full.</summary>
    private const int DepthLimit = int.MaxValue / 16;

    /// <summary>By how much more error to allow for in each round, in parts of the first's.</summary>
    private const double CautionStep = 0.5;

    /// <summary>The stream of the seed's random numbers that samples are drawn from.</summary>
    private const ulong Stream = 3;

    private readonly VectorRows _rows;
    private readonly long _rowCount;
    private readonly double _floor;
    private readonly SearchOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly long[] _drawn;
    private readonly int _halfCount;
    private readonly bool _isExact;
    private int _usedCount;

    /// <summary>Prepares.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rowCount">How many of them the index holds: the others neither ask nor answer.</param>
    /// <param name="floor">The recall@10 that is wanted, above 0 and at most 1.</param>
    /// <param name="sampleCount">Rows that are asked: one half chooses, one half measures.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <param name="maxThreads">Threads that search.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RecallTuning(VectorRows rows, long rowCount, double floor, int sampleCount, ulong seed, int maxThreads, CancellationToken cancellationToken)
    {
        if (floor is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, "A recall lies above 0 and is at most 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 2 * LeastSample);
        _rows = rows;
        _rowCount = rowCount;
        _floor = floor;
        _options = new SearchOptions { MaxThreads = maxThreads };
        _cancellationToken = cancellationToken;
        RowView view = rows.View().First(rowCount);
        long allowedCount = view.AllowedCount(null);
        long halfCount = floor == 1 ? long.MaxValue : Math.Max((sampleCount + 1L) / 2, RecallMeasurement.QueriesFor(floor));
        _halfCount = (int)Math.Min(halfCount, (allowedCount + 1) / 2);
        _isExact = allowedCount <= RecallSample.NeighborCount || RecallMeasurement.HighestBound(_halfCount) < floor;
        if (_isExact && rowCount > DepthLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, string.Create(CultureInfo.InvariantCulture, $"{rowCount} rows are too many to be compared in full by codes: search exactly, or ask for less."));
        }

        _drawn = RecallSample.Draw(view, (long)(RoundLimit + 1) * _halfCount, new SeededRandom(seed, Stream));
    }

    /// <summary>The candidates for a query: rows in the order of their estimates, with their true similarities.</summary>
    /// <param name="query">The query.</param>
    /// <param name="probes">How widely to search.</param>
    /// <param name="depth">How many candidates.</param>
    public delegate IReadOnlyList<Neighbor> CandidateSearch(ReadOnlySpan<float> query, int probes, int depth);

    /// <summary>Chooses and measures.</summary>
    /// <param name="probes">How widely an index may search, rising.</param>
    /// <param name="leastReRank">The fewest candidates that a search compares in full.</param>
    /// <param name="cost">What a search costs that is so wide and compares so many in full.</param>
    /// <param name="search">Finds candidates.</param>
    /// <returns>The settings, and the recall that was measured with them.</returns>
    public (int Probes, int ReRank, RecallMeasurement Recall) Run(IReadOnlyList<int> probes, int leastReRank, Func<int, int, double> cost, CandidateSearch search)
    {
        (int Probes, int ReRank, RecallMeasurement Recall) exact = (probes[^1], (int)Math.Max(leastReRank, Math.Min(_rowCount, DepthLimit)), new RecallMeasurement(1, 1, 0, _rowCount));
        if (_isExact)
        {
            return exact;
        }

        List<RecallSample> choosing = [Next(_halfCount)];
        for (int round = 1; ; round++)
        {
            (int widest, int reRank) = Choose(choosing, 1 + (CautionStep * (round - 1)), probes, leastReRank, cost, search);
            if (widest == probes[^1] && reRank >= _rowCount)
            {
                return exact;
            }

            RecallSample measuring = Next(_halfCount);
            if (RecallMeasurement.HighestBound(measuring.Rows.Count) < _floor)
            {
                // Too few rows are left to judge by themselves: all that there are have been asked now.
                choosing.Add(measuring);
                (widest, reRank) = Choose(choosing, 1, probes, leastReRank, cost, search);
                return widest == probes[^1] && reRank >= _rowCount ? exact : (widest, reRank, Measure(choosing, widest, reRank, search));
            }

            RecallMeasurement recall = Measure([measuring], widest, reRank, search);
            if (recall.LowerBound >= _floor)
            {
                return (widest, reRank, recall);
            }

            if (round == RoundLimit)
            {
                return Widen(measuring, probes, widest, reRank, search) ?? exact;
            }

            choosing.Add(measuring);
        }
    }

    /// <summary>Twice as wide and deep until the last sample bears it out; null where only comparing all does.</summary>
    private (int Probes, int ReRank, RecallMeasurement Recall)? Widen(RecallSample measuring, IReadOnlyList<int> probes, int widest, int reRank, CandidateSearch search)
    {
        while (widest < probes[^1] || reRank < Math.Min(_rowCount, DepthLimit))
        {
            widest = (int)Math.Min(2L * widest, probes[^1]);
            reRank = (int)Math.Min(2L * reRank, Math.Max(reRank, Math.Min(_rowCount, DepthLimit)));
            RecallMeasurement recall = Measure([measuring], widest, reRank, search);
            if (recall.LowerBound >= _floor)
            {
                return (widest, reRank, recall);
            }
        }

        return null;
    }

    private RecallSample Next(int count)
    {
        long[] rows = _drawn[_usedCount..Math.Min(_drawn.Length, _usedCount + count)];
        _usedCount += rows.Length;
        return RecallSample.Ask(_rows, _rowCount, rows, _options, _cancellationToken);
    }

    /// <summary>The cheapest settings whose bound reaches the floor; the best there are where none does.</summary>
    private (int Probes, int ReRank) Choose(
        List<RecallSample> samples, double caution, IReadOnlyList<int> probes, int leastReRank, Func<int, int, double> cost, CandidateSearch search)
    {
        (int Probes, int ReRank, double Cost)? best = null;
        foreach (int wide in probes)
        {
            if (best is not null && cost(wide, leastReRank) >= best.Value.Cost)
            {
                break;
            }

            // Beyond the first depth only where nothing else reaches the floor.
            long deepest = wide == probes[^1] && best is null ? long.MaxValue : FirstDepth;
            for (long depth = FirstDepth; depth <= deepest; depth *= 4)
            {
                int taken = (int)Math.Min(depth, Math.Max(leastReRank, _rowCount));
                if (LeastReRank(samples, caution, wide, taken, leastReRank, search) is int reRank)
                {
                    if (best is null || cost(wide, reRank) < best.Value.Cost)
                    {
                        best = (wide, reRank, cost(wide, reRank));
                    }

                    break;
                }

                if (taken >= Math.Min(_rowCount, DepthLimit))
                {
                    break;
                }
            }
        }

        return best is { } found ? (found.Probes, found.ReRank) : (probes[^1], (int)Math.Max(leastReRank, Math.Min(_rowCount, DepthLimit)));
    }

    /// <summary>The fewest candidates compared in full that reach the floor, null where none up to a depth do.</summary>
    private int? LeastReRank(List<RecallSample> samples, double caution, int probes, int depth, int leastReRank, CandidateSearch search)
    {
        int[][] places = [.. samples.SelectMany(sample => PlacesOfNeighbors(sample, probes, depth, search))];
        int wantedCount = samples[0].WantedCount;
        for (int reRank = leastReRank; reRank <= depth; reRank += Math.Max(1, reRank / StepPart))
        {
            int[] hits = Array.ConvertAll(places, ofQuery => HitsWithin(ofQuery, reRank, wantedCount));
            if (RecallMeasurement.Predicted(hits, wantedCount, _halfCount, caution) >= _floor)
            {
                return reRank;
            }
        }

        return null;
    }

    private RecallMeasurement Measure(List<RecallSample> samples, int probes, int reRank, CandidateSearch search)
    {
        int[] hits = [.. samples.SelectMany(sample => PlacesOfNeighbors(sample, probes, reRank, search).Select(places => HitsWithin(places, reRank, sample.WantedCount)))];
        return RecallMeasurement.Of(hits, samples[0].WantedCount, _rowCount);
    }

    private static int HitsWithin(int[] places, int reRank, int wantedCount)
    {
        int count = 0;
        while (count < places.Length && count < wantedCount && places[count] < reRank)
        {
            count++;
        }

        return count;
    }

    /// <summary>For each row that is asked, at which places among the candidates its true neighbours stand, rising. The row itself takes no place.</summary>
    private int[][] PlacesOfNeighbors(RecallSample sample, int probes, int depth, CandidateSearch search)
    {
        int[][] places = new int[sample.Rows.Count][];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.MaxThreads, CancellationToken = _cancellationToken };
        ParallelWork.For(0, places.Length, parallel, step =>
        {
            int asked = (int)step;
            List<int> found = [];
            int place = 0;
            foreach (Neighbor candidate in search(sample.Query(asked).Span, probes, depth + 1))
            {
                if (candidate.Row != sample.Rows[asked])
                {
                    if (sample.IsTrue(asked, candidate))
                    {
                        found.Add(place);
                    }

                    place++;
                }
            }

            places[asked] = [.. found];
        });
        return places;
    }
}

using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Rows that are asked for their neighbours, and how similar the tenth of these is: what answers are judged by. A row is never its own neighbour. A row that is as
/// similar as the tenth counts as found, so that it does not matter which of several equal ones an answer has.
/// </summary>
internal sealed class RecallSample
{
    /// <summary>Neighbours that are asked for.</summary>
    public const int NeighborCount = 10;

    private readonly float[] _queries;
    private readonly double[] _tenths;
    private readonly int _dimensions;

    private RecallSample(long[] rows, float[] queries, double[] tenths, int wantedCount, int dimensions)
    {
        Rows = rows;
        _queries = queries;
        _tenths = tenths;
        WantedCount = wantedCount;
        _dimensions = dimensions;
    }

    /// <summary>The rows that are asked.</summary>
    public IReadOnlyList<long> Rows { get; }

    /// <summary>Neighbours that each of them has: ten, or all others where there are fewer.</summary>
    public int WantedCount { get; }

    /// <summary>Draws distinct rows that may answer, in random order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="random">Draws.</param>
    public static long[] Draw(in RowView rows, long count, SeededRandom random)
    {
        // Floyd's sampling of the k-th allowed rows (Bentley and Floyd, Programming Pearls, 1987), then an order of its own.
        long allowedCount = rows.AllowedCount(null);
        HashSet<long> chosen = [];
        List<long> places = [];
        for (long last = Math.Max(0, allowedCount - count); last < allowedCount; last++)
        {
            long place = random.Next(last + 1);
            place = chosen.Add(place) ? place : last;
            chosen.Add(place);
            places.Add(place);
        }

        long[] drawn = rows.AllowedAt(places);
        for (int index = drawn.Length - 1; index > 0; index--)
        {
            int other = random.Next(index + 1);
            (drawn[index], drawn[other]) = (drawn[other], drawn[index]);
        }

        return drawn;
    }

    /// <summary>Finds the true neighbours of rows by the exact scan. Rows of zeros are not asked: everything is as similar to them.</summary>
    /// <param name="vectors">What the rows are of.</param>
    /// <param name="rowCount">Rows that an index holds: no other is a neighbour.</param>
    /// <param name="rows">Rows to ask, that may answer.</param>
    /// <param name="options">Threads.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static RecallSample Ask(VectorRows vectors, long rowCount, long[] rows, SearchOptions options, CancellationToken cancellationToken)
    {
        RowView view = vectors.View().First(rowCount);
        float[] queries = new float[(long)rows.Length * vectors.Dimensions];
        List<long> asked = new(rows.Length);
        foreach (long row in rows)
        {
            Span<float> query = queries.AsSpan(asked.Count * vectors.Dimensions, vectors.Dimensions);
            view.Read(row, query);
            if (query.ContainsAnyExcept(0f))
            {
                asked.Add(row);
            }
        }

        rows = [.. asked];
        queries = queries[..(rows.Length * vectors.Dimensions)];
        options = options with { Among = RowSet.First(rowCount) };
        IReadOnlyList<Neighbor>[] answers = new ExactIndex(vectors).SearchBatch(queries, NeighborCount + 1, options, cancellationToken);
        double[] tenths = new double[rows.Length];
        int wantedCount = (int)Math.Clamp(view.AllowedCount(null) - 1, 0, NeighborCount);
        for (int index = 0; index < rows.Length; index++)
        {
            List<Neighbor> others = WithoutItself(answers[index], rows[index]);
            tenths[index] = others.Count == 0 ? 1 : others[Math.Min(others.Count, NeighborCount) - 1].Similarity;
        }

        return new RecallSample(rows, queries, tenths, wantedCount, vectors.Dimensions);
    }

    /// <summary>A row's components, [dimensions].</summary>
    public ReadOnlyMemory<float> Query(int index) => _queries.AsMemory(index * _dimensions, _dimensions);

    /// <summary>Whether a row is one of the ten closest to the row that was asked.</summary>
    public bool IsTrue(int index, Neighbor neighbor) => neighbor.Row != Rows[index] && neighbor.Similarity >= _tenths[index];

    /// <summary>Measures what an index finds as it is set.</summary>
    public RecallMeasurement Measure(IVectorIndex index, SearchOptions options, CancellationToken cancellationToken)
    {
        int[] hits = new int[Rows.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken };
        SearchOptions single = options with { MaxThreads = 1 };
        ParallelWork.For(0, hits.Length, parallel, step =>
        {
            int asked = (int)step;
            List<Neighbor> others = WithoutItself(index.Search(Query(asked).Span, NeighborCount + 1, single), Rows[asked]);
            hits[asked] = others.Take(NeighborCount).Count(neighbor => IsTrue(asked, neighbor));
        });
        return RecallMeasurement.Of(hits, WantedCount, index.RowCount);
    }

    private static List<Neighbor> WithoutItself(IReadOnlyList<Neighbor> neighbors, long row) => [.. neighbors.Where(neighbor => neighbor.Row != row)];
}

using System.Buffers;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Rows that may still belong to the closest ones of a query, by similarities that may be wrong: whatever lies no more than twice the error below the last
/// wanted one. Not thread-safe.
/// </summary>
/// <remarks>
/// Where thousands of rows are that close, as in data that are all alike, they are compared in float64 while the scan still runs, and of those only as many stay
/// as are wanted. So memory is a matter of how many are wanted, not of how many rows there are.
/// </remarks>
/// <param name="wantedCount">How many are wanted, at least 1.</param>
/// <param name="errorBound">The largest error of a similarity, see <see cref="Ranking.ErrorBound"/>.</param>
/// <param name="minimumSimilarity">Rows less similar than this are not wanted.</param>
internal sealed class Candidates(int wantedCount, double errorBound, double minimumSimilarity)
{
    /// <summary>Pruning happens once in this many additions at least, and in as many as are wanted: fewer take it more often, more let the floor lag behind.</summary>
    private const int Slack = 16;

    /// <summary>Waiting rows that are taken for a crowd, unless four times as many are wanted.</summary>
    private const int Crowd = 1024;

    /// <summary>Rows that are asked for ahead of the one in work.</summary>
    private const int PrefetchedRows = 4;

    private readonly List<Neighbor> _settled = [];
    private float[] _similarities = [];
    private long[] _rows = [];
    private int _waitingCount;
    private int _pruneAt = PruneAt(wantedCount, 0);

    /// <summary>A row below this similarity cannot be wanted.</summary>
    public float Floor { get; private set; } = RoundDown(minimumSimilarity - errorBound);

    /// <summary>Whether <see cref="Settle"/> would make room.</summary>
    public bool IsCrowded { get; private set; }

    /// <summary>Takes a row whose similarity is at least <see cref="Floor"/>.</summary>
    public void Add(long row, float similarity)
    {
        if (_waitingCount == _rows.Length)
        {
            int capacity = Math.Max(4 * Slack, (int)Math.Min(2L * _waitingCount, Array.MaxLength));
            Array.Resize(ref _rows, capacity);
            Array.Resize(ref _similarities, capacity);
        }

        _rows[_waitingCount] = row;
        _similarities[_waitingCount] = similarity;
        _waitingCount++;
        if (_waitingCount == _pruneAt)
        {
            Prune();
        }
    }

    /// <summary>Takes the rows of another scan for the same query.</summary>
    public void Add(Candidates others)
    {
        _settled.AddRange(others._settled);
        for (int index = 0; index < others._waitingCount; index++)
        {
            if (others._similarities[index] >= Floor)
            {
                Add(others._rows[index], others._similarities[index]);
            }
        }
    }

    /// <summary>Compares the waiting rows in float64 and keeps the best.</summary>
    public void Settle(in RowView rows, in Query query)
    {
        for (int index = 0; index < _waitingCount; index++)
        {
            if (index + PrefetchedRows < _waitingCount)
            {
                rows.Prefetch(_rows[index + PrefetchedRows]);
            }

            double similarity = Ranking.Cosine(rows, query, _rows[index]);
            if (similarity >= minimumSimilarity)
            {
                _settled.Add(new Neighbor(_rows[index], similarity));
            }
        }

        _waitingCount = 0;
        _pruneAt = PruneAt(wantedCount, 0);
        IsCrowded = false;
        Ranking.Order(_settled, wantedCount);
        if (_settled.Count == wantedCount)
        {
            Floor = MathF.Max(Floor, RoundDown(_settled[^1].Similarity - errorBound));
        }
    }

    /// <summary>The closest rows; nothing may be added any more.</summary>
    /// <returns>By falling similarity, equal ones by row.</returns>
    public List<Neighbor> Best(in RowView rows, in Query query)
    {
        Prune();
        _settled.EnsureCapacity(_settled.Count + _waitingCount);
        Settle(rows, query);
        return _settled;
    }

    private static int PruneAt(int wantedCount, int waitingCount) => (int)Math.Min(Math.Max(wantedCount + Math.Max((long)wantedCount, Slack), 2L * waitingCount), Array.MaxLength);

    /// <summary>The largest float32 that is surely not above: a floor may admit too much, never too little.</summary>
    private static float RoundDown(double number) => MathF.BitDecrement((float)number);

    /// <summary>Rules out what the waiting rows allow.</summary>
    private void Prune()
    {
        if (_waitingCount > wantedCount)
        {
            float[] copy = ArrayPool<float>.Shared.Rent(_waitingCount);
            _similarities.AsSpan(0, _waitingCount).CopyTo(copy);
            float last = Selection.LargestAt(copy.AsSpan(0, _waitingCount), wantedCount - 1);
            ArrayPool<float>.Shared.Return(copy);
            Floor = MathF.Max(Floor, RoundDown(last - (2 * errorBound)));
        }

        int keptCount = 0;
        for (int index = 0; index < _waitingCount; index++)
        {
            if (_similarities[index] >= Floor)
            {
                _similarities[keptCount] = _similarities[index];
                _rows[keptCount] = _rows[index];
                keptCount++;
            }
        }

        // Where thousands of rows are alike, all stay, and looking through them again and again would cost more than the scan.
        _waitingCount = keptCount;
        _pruneAt = PruneAt(wantedCount, keptCount);
        IsCrowded = keptCount > Math.Max(Crowd, 4L * wantedCount);
    }
}

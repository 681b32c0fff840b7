namespace Akin.Vectors.Search;

/// <summary>
/// Rows that may still belong to the closest ones, by similarities that are wrong by at most half of <c>margin</c>: whatever lies no more
/// than the margin below the last wanted one. Not thread-safe.
/// </summary>
/// <param name="wantedCount">How many are wanted.</param>
/// <param name="margin">Twice the largest error of a similarity.</param>
/// <param name="floor">Rows below this similarity are not wanted.</param>
internal sealed class Candidates(int wantedCount, double margin, double floor = double.NegativeInfinity)
{
    /// <summary>Pruning sorts, so it happens once in this many additions at least.</summary>
    private const int Slack = 1024;

    private readonly List<Neighbor> _rows = [];
    private int _pruneAt = wantedCount + Slack;

    /// <summary>A row below this similarity cannot be wanted.</summary>
    public double Floor { get; private set; } = floor;

    /// <summary>The rows that were not ruled out, in no order.</summary>
    public IReadOnlyList<Neighbor> Rows => _rows;

    /// <summary>Takes a row whose similarity is at least <see cref="Floor"/>.</summary>
    public void Add(long row, double similarity)
    {
        _rows.Add(new Neighbor(row, similarity));
        if (_rows.Count >= _pruneAt)
        {
            Prune();
        }
    }

    /// <summary>Takes another scan's rows.</summary>
    public void Add(Candidates others)
    {
        _rows.AddRange(others._rows);
        Prune();
    }

    /// <summary>Rules out what the rows taken so far allow.</summary>
    public void Prune()
    {
        if (_rows.Count > wantedCount)
        {
            _rows.Sort(static (left, right) => right.Similarity.CompareTo(left.Similarity));
            Floor = Math.Max(Floor, _rows[wantedCount - 1].Similarity - margin);
            int keptCount = _rows.FindIndex(row => row.Similarity < Floor);
            if (keptCount >= 0)
            {
                _rows.RemoveRange(keptCount, _rows.Count - keptCount);
            }
        }

        // Where thousands of rows are alike, all stay, and sorting them again and again would cost more than the scan.
        _pruneAt = Math.Max(wantedCount + Slack, 2 * _rows.Count);
    }
}

namespace Akin.Vectors.Hashing;

/// <summary>
/// The buckets of all tables that a query may look into, the likeliest first. Not thread-safe; it is started anew for each query.
/// </summary>
/// <remarks>
/// <para>Query-directed probing (Lv, Josephson, Wang, Charikar and Li, Multi-Probe LSH, VLDB 2007, section 4.4), for hyperplanes: a neighbour has another
/// bit than the query where the query lies close to the hyperplane. The cost of a bucket is the sum, over the bits in which it differs from the query's
/// own, of the query's distance from the hyperplane; the query's own buckets cost nothing. The paper squares the distances, which on real embeddings
/// finds as many neighbours among as many candidates.</para>
/// <para>Within a table, bits are sorted by that cost, and sets of places grow from {0}: the last place moves on by one (shift), or the next one joins it
/// (expand). So each set comes once, never before one that costs less, and a heap over all tables holds one more set a step. Ties go by table, then by bits.</para>
/// </remarks>
internal sealed class ProbeSequence
{
    private readonly int _tableCount;
    private readonly int _hashSize;
    private readonly double[] _costs;
    private readonly ulong[] _bits;
    private readonly ulong[] _hashes;
    private Probe[] _heap;
    private int _heapCount;

    /// <summary>Makes room for queries of this shape.</summary>
    public ProbeSequence(int tableCount, int hashSize)
    {
        _tableCount = tableCount;
        _hashSize = hashSize;
        _costs = new double[tableCount * hashSize];
        _bits = new ulong[tableCount * hashSize];
        _hashes = new ulong[tableCount];
        _heap = new Probe[2 * tableCount];
    }

    /// <summary>Begins with a query's own buckets.</summary>
    /// <param name="hashes">The query's hashes, one a table.</param>
    /// <param name="distances">The query's distances from the hyperplanes, at least 0, float64 [tables x bits].</param>
    public void Start(ReadOnlySpan<ulong> hashes, ReadOnlySpan<double> distances)
    {
        hashes.CopyTo(_hashes);
        _heapCount = 0;
        for (int table = 0; table < _tableCount; table++)
        {
            Span<double> costs = _costs.AsSpan(table * _hashSize, _hashSize);
            Span<ulong> bits = _bits.AsSpan(table * _hashSize, _hashSize);
            for (int bit = 0; bit < _hashSize; bit++)
            {
                costs[bit] = distances[(table * _hashSize) + bit];
                bits[bit] = 1UL << bit;
            }

            costs.Sort(bits);
            Push(new Probe(0, table, 0, -1));
        }
    }

    /// <summary>The next bucket.</summary>
    /// <param name="table">Whose it is.</param>
    /// <param name="hash">The hash of its rows.</param>
    /// <param name="cost">Not below the cost of any bucket before.</param>
    /// <returns>False when every bucket of every table has been named.</returns>
    public bool TryNext(out int table, out ulong hash, out double cost)
    {
        if (_heapCount == 0)
        {
            (table, hash, cost) = (0, 0, 0);
            return false;
        }

        Probe probe = _heap[0];
        table = probe.Table;
        hash = _hashes[table] ^ probe.Flipped;
        cost = probe.Cost;
        int next = probe.LastPlace + 1;
        if (next == _hashSize)
        {
            Settle(_heap[--_heapCount]);
            return true;
        }

        // Differences and sums of sorted numbers, rounded, are not below 0, so costs do not fall.
        int start = table * _hashSize;
        ulong joined = probe.Flipped | _bits[start + next];
        Settle(new Probe(cost + _costs[start + next], table, joined, next));
        if (next > 0)
        {
            Push(new Probe(cost + (_costs[start + next] - _costs[start + next - 1]), table, joined ^ _bits[start + next - 1], next));
        }

        return true;
    }

    private void Push(Probe probe)
    {
        if (_heapCount == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _heapCount);
        }

        int place = _heapCount++;
        for (int parent = (place - 1) / 2; place > 0 && probe.IsBefore(_heap[parent]); parent = (place - 1) / 2)
        {
            _heap[place] = _heap[parent];
            place = parent;
        }

        _heap[place] = probe;
    }

    /// <summary>Puts a probe in the place of the first.</summary>
    private void Settle(Probe probe)
    {
        int place = 0;
        for (int child = 1; child < _heapCount; child = (2 * place) + 1)
        {
            if (child + 1 < _heapCount && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(probe))
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = probe;
    }

    /// <summary>A bucket to look into.</summary>
    /// <param name="Cost">What it costs.</param>
    /// <param name="Table">Whose it is.</param>
    /// <param name="Flipped">The bits in which its hash differs from the query's.</param>
    /// <param name="LastPlace">The place of the dearest of those in the table's sorted bits, -1 where there is none.</param>
    private readonly record struct Probe(double Cost, int Table, ulong Flipped, int LastPlace)
    {
        public bool IsBefore(in Probe other) => Cost != other.Cost ? Cost < other.Cost
            : Table != other.Table ? Table < other.Table
            : Flipped < other.Flipped;
    }
}

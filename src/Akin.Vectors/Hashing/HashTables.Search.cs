using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

public sealed partial class HashTables
{
    /// <inheritdoc/>
    public IReadOnlyList<Neighbor> Search(ReadOnlySpan<float> query, int count, SearchOptions? options = null)
    {
        Query checkedQuery = Query.Check(query, Dimensions, count);
        List<Neighbor> best = Search(Volatile.Read(ref _snapshot), checkedQuery, Probes, count, options ?? SearchOptions.Default, out int candidateCount);
        Interlocked.Increment(ref _searchCount);
        Interlocked.Add(ref _candidateCount, candidateCount);
        return best;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Neighbor>[] SearchBatch(ReadOnlyMemory<float> queries, int count, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        QueryBatch.Search(this, queries, count, options, cancellationToken);

    private List<Neighbor> Search(Snapshot snapshot, in Query query, int probes, int count, SearchOptions options, out int candidateCount)
    {
        RowView rows = snapshot.Rows.View().First(snapshot.RowCount);
        int wantedCount = (int)Math.Min(count, Math.Max(1, snapshot.RowCount));
        bool allowsAll = rows.AllowsAll(options.Among);
        long allowedCount = allowsAll ? rows.RowCount : rows.AllowedCount(options.Among);
        if (!allowsAll && FilteredRows.AreFew(allowedCount, wantedCount))
        {
            candidateCount = (int)allowedCount;
            return FilteredRows.CompareAll(rows, query, allowedCount, wantedCount, options);
        }

        if (!_scratches.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(_hashes.Length, HashSize);
        }

        int widened = allowsAll ? probes : FilteredRows.Widened(probes, snapshot.RowCount, rows.RowCount, allowedCount);
        Probe(snapshot, query.Components, widened, scratch);
        ReadOnlySpan<long> candidates = scratch.Marks.Take(rows, options.Among);
        while (candidates.Length < Math.Min(wantedCount, allowedCount))
        {
            // Too few rows lie in so few buckets. As many probes as rows are taken for all of them.
            widened = (int)Math.Min(snapshot.RowCount, 4L * widened);
            Probe(snapshot, query.Components, widened, scratch);
            candidates = scratch.Marks.Take(rows, options.Among);
        }

        candidateCount = candidates.Length;
        List<Neighbor> best = Ranking.Best(rows, query, candidates, wantedCount, options.MinimumSimilarity);

        // Not where anything was thrown: marks may be left then.
        _scratches.Add(scratch);
        return best;
    }

    /// <summary>Marks the rows of the buckets that a query looks into.</summary>
    private void Probe(Snapshot snapshot, ReadOnlySpan<float> query, int probes, Scratch scratch)
    {
        scratch.Marks.Fit(snapshot.RowCount);
        if (probes >= snapshot.RowCount)
        {
            scratch.Marks.AddAll(snapshot.RowCount);
            return;
        }

        for (int table = 0; table < _hashes.Length; table++)
        {
            scratch.Hashes[table] = _hashes[table].Hash(query, scratch.Distances.AsSpan(table * HashSize, HashSize));
        }

        scratch.Sequence.Start(scratch.Hashes, scratch.Distances);
        for (int probe = 0; probe < probes && scratch.Sequence.TryNext(out int table, out ulong hash, out _); probe++)
        {
            scratch.Marks.Add(snapshot.Buckets[table].Find(hash));
            snapshot.Tail.Mark(table, hash, snapshot.RowCount, scratch.Marks);
        }
    }

    /// <summary>What one search writes into; searches that run at the same time have one each, and pass them on.</summary>
    private sealed class Scratch(int tableCount, int hashSize)
    {
        public RowMarks Marks { get; } = new();

        public ProbeSequence Sequence { get; } = new(tableCount, hashSize);

        public ulong[] Hashes { get; } = new ulong[tableCount];

        public double[] Distances { get; } = new double[tableCount * hashSize];
    }
}

using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

public sealed partial class HashTables
{
    /// <summary>Fewer rows a thread are hashed faster than it starts.</summary>
    private const int RowsPerTask = 256;

    private const int LeastTailCapacity = 1024;

    /// <summary>The part of a build's time that goes to hashing; the rest to sorting.</summary>
    private const double HashingPart = 0.9;

    /// <summary>Rows are 32-bit numbers, and arrays hold them.</summary>
    private static readonly int RowCountLimit = Array.MaxLength;

    /// <summary>Hashes the rows that came since the build or the last call. The tables are those that building them at once gives.</summary>
    /// <param name="rows">The rows as they are now: those that are hashed already come first, unchanged.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work; the tables stay as they were.</param>
    /// <exception cref="ArgumentException">They have other dimensions, are fewer than are hashed, or 2^31 or more.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Extend(VectorRows rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RowView view = rows.View();
        Snapshot old = _snapshot;
        if (view.Dimensions != Dimensions || view.RowCount < old.RowCount || view.RowCount > RowCountLimit)
        {
            throw new ArgumentException($"Expected {old.RowCount} to {RowCountLimit} rows of {Dimensions} dimensions, got {view.RowCount} of {view.Dimensions}.", nameof(rows));
        }

        int rowCount = (int)view.RowCount;
        ulong[][] added = HashRows(view, old.RowCount, rowCount - old.RowCount, progress, cancellationToken);
        HashTail tail = old.Tail;
        HashBuckets[] buckets = old.Buckets;
        if (tail.Count + rowCount - old.RowCount <= TailCapacityLimit(old))
        {
            tail = WithRoom(tail, rowCount - old.RowCount);
            AddTo(tail, added);
        }
        else
        {
            buckets = Sort(old, added);
            tail = new HashTail(_hashes.Length, rowCount, 0);
        }

        Volatile.Write(ref _snapshot, new Snapshot(rows, buckets, tail, rowCount));
        progress?.Report(1);
    }

    /// <summary>A tail beyond a quarter of the sorted rows is sorted in: so a row is sorted a few times at most, however the rows come.</summary>
    private int TailCapacityLimit(Snapshot snapshot) => snapshot.RowCount == 0 ? 0 : Math.Min(Math.Max(LeastTailCapacity, snapshot.Tail.FirstRow / 4), (1 << 29) / _hashes.Length);

    /// <summary>The hashes of some rows, [tables][rows].</summary>
    private ulong[][] HashRows(RowView view, int firstRow, int count, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ulong[][] hashes = [.. _hashes.Select(_ => new ulong[count])];
        cancellationToken.ThrowIfCancellationRequested();
        if (count <= RowsPerTask)
        {
            HashRange(view, firstRow, 0, count, hashes);
            return hashes;
        }

        long doneCount = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = _maxThreads, CancellationToken = cancellationToken };
        ParallelWork.For(0, (count + (long)RowsPerTask - 1) / RowsPerTask, options, task =>
        {
            int start = (int)task * RowsPerTask;
            int end = (int)Math.Min((long)start + RowsPerTask, count);
            HashRange(view, firstRow, start, end, hashes);
            progress?.Report(HashingPart * Interlocked.Add(ref doneCount, end - start) / count);
        });
        return hashes;
    }

    private void HashRange(RowView view, int firstRow, int start, int end, ulong[][] hashes)
    {
        float[] row = new float[Dimensions];
        for (int index = start; index < end; index++)
        {
            view.Read(firstRow + index, row);
            for (int table = 0; table < hashes.Length; table++)
            {
                hashes[table][index] = _hashes[table].HashRow(row);
            }
        }
    }

    /// <summary>The sorted rows, the tail's and the added ones, sorted together.</summary>
    private HashBuckets[] Sort(Snapshot snapshot, ulong[][] added)
    {
        HashBuckets[] sorted = new HashBuckets[_hashes.Length];
        ParallelWork.For(0, sorted.Length, new ParallelOptions { MaxDegreeOfParallelism = _maxThreads }, step =>
        {
            int table = (int)step;
            int addedCount = added.Length == 0 ? 0 : added[table].Length;
            ulong[] hashByRow = new ulong[snapshot.RowCount + addedCount];
            snapshot.Buckets[table].CopyHashesTo(hashByRow);
            snapshot.Tail.CopyHashesTo(table, hashByRow.AsSpan(snapshot.Tail.FirstRow..snapshot.RowCount));
            if (addedCount > 0)
            {
                added[table].CopyTo(hashByRow, snapshot.RowCount);
            }

            sorted[table] = new MemoryBuckets(hashByRow, HashSize);
        });
        return sorted;
    }

    /// <summary>All buckets sorted, whether they are or not.</summary>
    private HashBuckets[] Sorted(Snapshot snapshot) =>
        snapshot.Tail.FirstRow == snapshot.RowCount ? snapshot.Buckets : Sort(snapshot, []);

    /// <summary>The tail, or a larger one with the same rows.</summary>
    private HashTail WithRoom(HashTail tail, int addedCount)
    {
        if (tail.Room >= addedCount)
        {
            return tail;
        }

        int capacity = Math.Max(LeastTailCapacity, 2 * (tail.Count + addedCount));
        HashTail larger = new(_hashes.Length, tail.FirstRow, capacity);
        ulong[][] kept = [.. _hashes.Select(_ => new ulong[tail.Count])];
        for (int table = 0; table < kept.Length; table++)
        {
            tail.CopyHashesTo(table, kept[table]);
        }

        AddTo(larger, kept);
        return larger;
    }

    private static void AddTo(HashTail tail, ulong[][] hashes)
    {
        ulong[] ofRow = new ulong[hashes.Length];
        for (int row = 0; row < hashes[0].Length; row++)
        {
            for (int table = 0; table < hashes.Length; table++)
            {
                ofRow[table] = hashes[table][row];
            }

            tail.Add(ofRow);
        }
    }
}

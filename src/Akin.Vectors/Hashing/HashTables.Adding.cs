using System.Collections.Concurrent;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

public sealed partial class HashTables
{
    /// <summary>Fewer rows a thread are hashed faster than it starts.</summary>
    private const int RowsPerTask = 256;

    private const int LeastTailCapacity = 1024;

    /// <summary>Takes in the rows that were appended to the vectors since. The tables are those that building them at once gives.</summary>
    /// <param name="maxThreads">Threads that may hash, or null for all processors.</param>
    /// <param name="cancellationToken">Ends the work; the tables are then as before.</param>
    /// <exception cref="NotSupportedException">There are 2^31 rows or more.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void AddRows(int? maxThreads = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads ?? 1, 1, nameof(maxThreads));
        RowView view = _rows.View();
        Snapshot snapshot = _snapshot;
        if (view.RowCount > Array.MaxLength)
        {
            throw new NotSupportedException($"Hash tables hold at most {Array.MaxLength} rows, got {view.RowCount}: split them, or search by codes.");
        }

        int addedCount = (int)view.RowCount - snapshot.RowCount;
        if (addedCount <= 0)
        {
            return;
        }

        ulong[][] added = HashRows(view, snapshot.RowCount, addedCount, maxThreads ?? Environment.ProcessorCount, cancellationToken);
        int tailCount = snapshot.Tail.Count + addedCount;
        HashTail? tail = tailCount <= TailCapacityLimit(snapshot) ? WithRoom(snapshot.Tail, addedCount) : null;
        if (tail is null)
        {
            HashBuckets[] buckets = Sort(snapshot, added, maxThreads ?? Environment.ProcessorCount);
            Volatile.Write(ref _snapshot, new Snapshot(buckets, new HashTail(_hashes.Length, (int)view.RowCount, 0), (int)view.RowCount));
            return;
        }

        AddTo(tail, added);
        Volatile.Write(ref _snapshot, new Snapshot(snapshot.Buckets, tail, (int)view.RowCount));
    }

    /// <summary>A tail beyond a quarter of the sorted rows is sorted in: so a row is sorted a few times at most, however the rows come.</summary>
    private int TailCapacityLimit(Snapshot snapshot) => snapshot.RowCount == 0 ? 0 : Math.Min(Math.Max(LeastTailCapacity, snapshot.Tail.FirstRow / 4), (1 << 29) / _hashes.Length);

    /// <summary>The hashes of some rows, [tables][rows].</summary>
    private ulong[][] HashRows(RowView view, int firstRow, int count, int maxThreads, CancellationToken cancellationToken)
    {
        ulong[][] hashes = [.. _hashes.Select(_ => new ulong[count])];
        if (count <= RowsPerTask || maxThreads == 1)
        {
            for (int start = 0; start < count; start += RowsPerTask)
            {
                cancellationToken.ThrowIfCancellationRequested();
                HashRange(view, firstRow, start, Math.Min(start + RowsPerTask, count), hashes);
            }

            return hashes;
        }

        Parallel.ForEach(
            Partitioner.Create(0, count, RowsPerTask),
            new ParallelOptions { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellationToken },
            range => HashRange(view, firstRow, range.Item1, range.Item2, hashes));
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
    private HashBuckets[] Sort(Snapshot snapshot, ulong[][] added, int maxThreads)
    {
        HashBuckets[] sorted = new HashBuckets[_hashes.Length];
        Parallel.For(0, sorted.Length, new ParallelOptions { MaxDegreeOfParallelism = maxThreads }, table =>
        {
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
        snapshot.Tail.FirstRow == snapshot.RowCount ? snapshot.Buckets : Sort(snapshot, [], Environment.ProcessorCount);

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

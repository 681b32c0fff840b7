using System.Collections.Concurrent;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

/// <summary>
/// Finds close rows by locality-sensitive hashing: every table hashes the rows by its own hyperplanes, a query looks into the buckets where its neighbours
/// likely are, and what lies there is ranked by true cosine.
/// </summary>
/// <remarks>
/// <para>Sources: Charikar, STOC 2002 (the hash); Lv, Josephson, Wang, Charikar and Li, Multi-Probe LSH, VLDB 2007 (the order of buckets). More bits make
/// buckets smaller; more tables and more probes look into more of them. <c>docs/benchmarks/hashing.md</c> shows what that costs and finds.</para>
/// <para>A search that meets fewer rows than are wanted looks into four times as many buckets, and again, so that it gives as many as there are. With as many probes
/// as there are buckets, <c>tables * 2^bits</c>, or rows, it is exact.</para>
/// <para>Memory: a row takes 4 bytes a table and a directory at most as much again; where hashes have more bits than the number of rows, another 8.
/// Building takes 8 bytes more a row and table for its time. Hyperplanes take <c>4 * dimensions * bits</c> a table. At most 2^31 - 1 rows.</para>
/// <para>Rows that are appended later are found after <see cref="Extend"/>, as if they had been there from the beginning. One writer at a time may extend,
/// and one caller save or tune, while any number of threads search. The rows stay their caller's; disposing closes the file that the tables were opened from, if any.</para>
/// </remarks>
public sealed partial class HashTables : IVectorIndex, IDisposable
{
    private readonly HyperplaneHash[] _hashes;
    private readonly int _maxThreads;
    private readonly ConcurrentBag<Scratch> _scratches = [];
    private readonly IndexFile? _file;
    private Snapshot _snapshot;
    private long _searchCount;
    private long _candidateCount;

    private HashTables(HyperplaneHash[] hashes, int maxThreads, Snapshot snapshot, HashTableSettings settings, IndexFile? file)
    {
        _hashes = hashes;
        _maxThreads = maxThreads;
        _snapshot = snapshot;
        _file = file;
        _settings = settings;
    }

    /// <inheritdoc/>
    public int Dimensions => _hashes[0].Dimensions;

    /// <summary>Rows in the tables; rows that were appended since the last <see cref="Extend"/> are not among them.</summary>
    public long RowCount => Volatile.Read(ref _snapshot).RowCount;

    /// <summary>How the rows are hashed, one a table.</summary>
    public IReadOnlyList<HyperplaneHash> Hashes => _hashes;

    /// <summary>Bits of a hash, 1 to 64.</summary>
    public int HashSize => _hashes[0].HashSize;

    /// <summary>Hashes rows into tables with random hyperplanes.</summary>
    /// <param name="rows">The rows, which must outlive the tables.</param>
    /// <param name="options">Bits, tables, seed and threads, or null for the default.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="ArgumentException">There are 2^31 rows or more.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static HashTables Build(VectorRows rows, HashTableOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new HashTableOptions();
        int hashSize = options.HashSize ?? HashTableOptions.HashSizeFor(rows.RowCount);
        HyperplaneHash[] hashes = [.. Enumerable.Range(0, options.TableCount).Select(table => new HyperplaneHash(rows.Dimensions, hashSize, options.Seed, table))];
        HashTables tables = new(hashes, options.MaxThreads, Snapshot.Empty(rows, hashes.Length, hashSize), new HashTableSettings(hashes.Length, Recall: null), null);
        tables.Extend(rows, progress, cancellationToken);
        return tables;
    }

    /// <summary>Hashes rows into tables with given hyperplanes, by all processors.</summary>
    /// <param name="rows">The rows, which must outlive the tables.</param>
    /// <param name="hashes">1 to 1,024, one a table, all of the rows' dimensions and of equal bits.</param>
    /// <exception cref="ArgumentException">The hashes do not fit the rows or each other, or there are too many or none, or 2^31 rows or more.</exception>
    public static HashTables Build(VectorRows rows, IReadOnlyList<HyperplaneHash> hashes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(hashes);
        if (hashes.Count is < 1 or > HashTableOptions.TableCountLimit)
        {
            throw new ArgumentException($"There are 1 to {HashTableOptions.TableCountLimit} tables, got {hashes.Count} hashes.", nameof(hashes));
        }

        foreach (HyperplaneHash hash in hashes)
        {
            if (hash.Dimensions != rows.Dimensions || hash.HashSize != hashes[0].HashSize)
            {
                throw new ArgumentException(
                    $"All tables hash {rows.Dimensions} dimensions to equally many bits: got {hash.Dimensions} dimensions and {hash.HashSize} bits beside {hashes[0].HashSize}.",
                    nameof(hashes));
            }
        }

        HashTables tables = new([.. hashes], Environment.ProcessorCount, Snapshot.Empty(rows, hashes.Count, hashes[0].HashSize), new HashTableSettings(hashes.Count, Recall: null), null);
        tables.Extend(rows);
        return tables;
    }

    /// <summary>Counts what is in the buckets: walks over all of them.</summary>
    public HashTableStatistics ReadStatistics()
    {
        Snapshot snapshot = Volatile.Read(ref _snapshot);
        List<int> sizes = [];
        long lengthInBytes = snapshot.Tail.LengthInBytes;
        foreach (HashBuckets buckets in Sorted(snapshot))
        {
            buckets.AddSizesTo(sizes);
            lengthInBytes += buckets.LengthInBytes;
        }

        sizes.Sort();
        double total = Math.ScaleB(_hashes.Length, HashSize);
        long searchCount = Volatile.Read(ref _searchCount);
        return new HashTableStatistics(
            sizes.Count,
            total < long.MaxValue ? (long)total - sizes.Count : long.MaxValue,
            sizes.Count > 0 ? sizes[0] : 0,
            sizes.Count > 0 ? (sizes[(sizes.Count - 1) / 2] + sizes[sizes.Count / 2]) / 2.0 : 0,
            sizes.Count > 0 ? (double)snapshot.RowCount * _hashes.Length / sizes.Count : 0,
            sizes.Count > 0 ? sizes[^1] : 0,
            searchCount,
            searchCount > 0 ? (double)Volatile.Read(ref _candidateCount) / searchCount : 0,
            lengthInBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>What a search reads from its beginning to its end.</summary>
    /// <param name="Rows">The rows that are hashed, and maybe others behind them.</param>
    /// <param name="Buckets">The sorted rows, one a table.</param>
    /// <param name="Tail">The rows behind them.</param>
    /// <param name="RowCount">Rows that count; the tail may have more already.</param>
    private sealed record Snapshot(VectorRows Rows, HashBuckets[] Buckets, HashTail Tail, int RowCount)
    {
        public static Snapshot Empty(VectorRows rows, int tableCount, int hashSize)
        {
            MemoryBuckets nothing = new([], hashSize);
            return new Snapshot(rows, [.. Enumerable.Repeat(nothing, tableCount)], new HashTail(tableCount, 0, 0), 0);
        }
    }
}

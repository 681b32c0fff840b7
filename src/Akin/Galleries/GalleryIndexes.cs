using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
using Akin.Vectors.Clustering;
using Akin.Vectors.Hashing;
using Akin.Vectors.Projection;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Galleries;

/// <summary>
/// The ways to search one gallery's vectors: those whose files lie in the gallery's folder are opened, others are built in memory when they are first asked for. Files
/// that are damaged or of other vectors are not used. Thread-safe.
/// </summary>
/// <param name="galleryPath">The gallery's folder.</param>
/// <param name="vectors">Its vectors; they stay the caller's.</param>
/// <param name="floor">What an index that is built here is tuned to.</param>
internal sealed class GalleryIndexes(string galleryPath, VectorFile vectors, RecallFloor floor) : IDisposable
{
    /// <summary>The codes' file.</summary>
    public const string CodesFileName = "codes.bin";

    /// <summary>The lists' file.</summary>
    public const string ListsFileName = "lists.bin";

    /// <summary>What the name of a file ends with that is being written. A writer that was killed leaves it.</summary>
    private const string UnfinishedEnding = ".unfinished";

    /// <summary>Rows that a bucket of a hash table holds, about.</summary>
    private const int RowsOfABucket = 50;

    /// <summary>Buckets that a query looks into, for each table.</summary>
    private const int ProbesOfATable = 4;

    /// <summary>Rows that are asked where a mode is only measured, not tuned.</summary>
    private const int MeasuredSampleCount = 200;

    private readonly ConcurrentDictionary<SearchMode, Lazy<Way>> _ways = [];
    private readonly Lock _readyLock = new();
    private readonly List<Way> _dropped = [];
    private (SearchMode Mode, Way Way)? _ready;

    /// <summary>A way to search, and what it was found to give.</summary>
    public sealed record Way(IVectorIndex Index, RecallMeasurement? Recall)
    {
        /// <summary>How long it took to build, tune and measure; null where that was not needed.</summary>
        public TimeSpan? BuildTime { get; init; }
    }

    /// <summary>Deletes the files of a gallery that lie in its folder. Who has one open keeps it.</summary>
    /// <param name="galleryPath">The gallery's folder, whose lock the caller holds.</param>
    public static void DeleteFiles(string galleryPath)
    {
        File.Delete(Path.Combine(galleryPath, CodesFileName));
        File.Delete(Path.Combine(galleryPath, ListsFileName));
        DeleteUnfinished(galleryPath);
    }

    /// <summary>Deletes what a writer left that was killed while it wrote one of the files.</summary>
    /// <param name="galleryPath">The gallery's folder, whose lock the caller holds.</param>
    public static void DeleteUnfinished(string galleryPath)
    {
        File.Delete(Path.Combine(galleryPath, CodesFileName + UnfinishedEnding));
        File.Delete(Path.Combine(galleryPath, ListsFileName + UnfinishedEnding));
    }

    /// <summary>The mode for a search that asks for none: the fastest whose file is there and sound.</summary>
    public (SearchMode Mode, Way Way) Ready()
    {
        lock (_readyLock)
        {
            return _ready ??= OpenClustered() is Way lists ? (SearchMode.Clustered, lists)
                : OpenCodes() is Way codes ? (SearchMode.Codes, codes)
                : (SearchMode.Exact, Exact());
        }
    }

    /// <summary>A mode that was asked for.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="cancellationToken">Ends a build that this call began.</param>
    /// <exception cref="IndexFormatException">A row is damaged.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Way Get(SearchMode mode, CancellationToken cancellationToken = default)
    {
        (SearchMode readyMode, Way ready) = Ready();
        while (readyMode != mode)
        {
            Lazy<Way> way = _ways.GetOrAdd(mode, wanted => new Lazy<Way>(() => BuildTimed(wanted, cancellationToken)));
            try
            {
                return way.Value;
            }
            catch (OperationCanceledException)
            {
                // Whoever else waited for the build that was ended begins it anew.
                _ways.TryRemove(KeyValuePair.Create(mode, way));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return ready;
    }

    /// <summary>Goes on without what turned out to be damaged: by comparing every picture.</summary>
    /// <returns>Whether the damage is of a file that the gallery can do without.</returns>
    public bool DropDamaged(IndexFormatException damage)
    {
        string name = Path.GetFileName(damage.Path);
        if (name is not (CodesFileName or ListsFileName))
        {
            return false;
        }

        lock (_readyLock)
        {
            if (_ready is (SearchMode mode, Way damaged) && mode != SearchMode.Exact)
            {
                // Others may still search it: it is disposed with the gallery.
                _dropped.Add(damaged);
            }

            _ready = (SearchMode.Exact, Exact());
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ready is (_, Way ready))
        {
            (ready.Index as IDisposable)?.Dispose();
        }

        foreach (Way way in _dropped.Concat(_ways.Values.Where(way => way.IsValueCreated).Select(way => way.Value)))
        {
            (way.Index as IDisposable)?.Dispose();
        }
    }

    private Way Exact() => new(new ExactIndex(vectors), RecallMeasurement.Exact);

    private Way? OpenClustered() => Open(ListsFileName, path =>
    {
        ClusteredIndex index = ClusteredIndex.Open(path, vectors);
        index.Extend(vectors);
        return new Way(index, index.Recall);
    });

    private Way? OpenCodes() => Open(CodesFileName, path =>
    {
        CodeIndex index = CodeIndex.Open(path, vectors);
        index.Extend(vectors);
        return new Way(index, index.Recall);
    });

    private Way? Open(string fileName, Func<string, Way> open)
    {
        string path = Path.Combine(galleryPath, fileName);
        try
        {
            return File.Exists(path) ? open(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || (exception is IndexFormatException damage && damage.Path == path))
        {
            // The next run of the gallery's writer builds it again.
            return null;
        }
    }

    private Way BuildTimed(SearchMode mode, CancellationToken cancellationToken)
    {
        if (mode == SearchMode.Exact)
        {
            return Exact();
        }

        long start = Stopwatch.GetTimestamp();
        return Build(mode, cancellationToken) with { BuildTime = Stopwatch.GetElapsedTime(start) };
    }

    private Way Build(SearchMode mode, CancellationToken cancellationToken)
    {
        if (mode == SearchMode.Codes)
        {
            CodeIndex codes = CodeIndex.Build(vectors, cancellationToken: cancellationToken);
            return new Way(codes, codes.Tune(floor.At10, cancellationToken: cancellationToken));
        }

        if (mode == SearchMode.Clustered)
        {
            ClusteredIndex lists = ClusteredIndex.Build(vectors, cancellationToken: cancellationToken);
            return new Way(lists, lists.Tune(floor.At10, cancellationToken: cancellationToken));
        }

        IVectorIndex index = mode == SearchMode.Hash
            ? Hash(cancellationToken)
            : ProjectedIndex.Build(vectors, RandomProjection.Gaussian(vectors.Dimensions, mode.ProjectedDimensions, seed: 0), cancellationToken: cancellationToken);
        return new Way(index, vectors.RowCount < 2 ? null : RecallMeasurement.Measure(index, vectors, MeasuredSampleCount, cancellationToken: cancellationToken));
    }

    private HashTables Hash(CancellationToken cancellationToken)
    {
        int hashSize = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, vectors.RowCount / RowsOfABucket)), 2, 24);
        HashTables tables = HashTables.Build(vectors, new HashTableOptions { HashSize = hashSize }, cancellationToken: cancellationToken);
        tables.Probes = ProbesOfATable * tables.Hashes.Count;
        return tables;
    }
}

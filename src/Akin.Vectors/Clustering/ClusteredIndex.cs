using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

/// <summary>
/// Finds the closest rows in lists about centres: only the lists closest to the query are scanned, by one-bit codes, and the best rows are compared with the
/// query in full. Codes are kept in memory, rows stay their caller's and may lie in a file. At most 2^30 rows.
/// </summary>
/// <remarks>
/// <para>Lists are those of k-means. A row's code is that of <see cref="CodeIndex"/>, about its list's centre instead of the rows' mean; the centre is folded
/// into the code's factors, so one set of look-up tables serves all lists.</para>
/// <para>Rows that came after the build are scanned by codes, all of them, until the next build: see <see cref="TailCount"/>. How many lists are scanned
/// (<see cref="Probes"/>) and how many rows are compared in full (<see cref="ReRank"/>) decides the recall. A filter that leaves few rows widens the search, so that
/// as many answer as without. Answers are the same on every machine and with any number of threads.</para>
/// </remarks>
public sealed partial class ClusteredIndex : IVectorIndex, IDisposable
{
    private readonly RandomRotation _rotation;
    private readonly int _maxThreads;
    private readonly ListCentres _centres;
    private readonly BinaryCodes _listCodes;
    private readonly BinaryCodes _tailCodes;
    private readonly SlotRows _rowOfSlot;
    private readonly int[] _firstBlocks;
    private readonly float[] _tailCentre;
    private readonly IndexFile? _file;
    private State _state;

    private ClusteredIndex(
        VectorRows rows,
        RandomRotation rotation,
        int maxThreads,
        ListCentres centres,
        BinaryCodes listCodes,
        SlotRows rowOfSlot,
        int[] firstBlocks,
        ClusterSettings settings,
        IndexFile? file)
    {
        _rotation = rotation;
        _maxThreads = maxThreads;
        _centres = centres;
        _listCodes = listCodes;
        _tailCodes = new BinaryCodes(rotation.RotatedDimensions);
        _rowOfSlot = rowOfSlot;
        _firstBlocks = firstBlocks;
        _tailCentre = MeanOf(centres, firstBlocks);
        _settings = settings;
        _file = file;
        _state = new State(rows, rowOfSlot.FirstOfTail);
    }

    /// <inheritdoc/>
    public int Dimensions => _rotation.Dimensions;

    /// <inheritdoc/>
    public long RowCount => Volatile.Read(ref _state).RowCount;

    /// <inheritdoc/>
    public RecallMeasurement? Recall => Volatile.Read(ref _settings).Recall;

    /// <summary>How many lists there are.</summary>
    public int ListCount => _centres.Count;

    /// <summary>Rows that came after the build, and are in no list.</summary>
    public long TailCount => RowCount - _rowOfSlot.FirstOfTail;

    /// <summary>What rotation and first centres were drawn from.</summary>
    public ulong Seed => _rotation.Seed;

    /// <summary>Bytes that the index takes in memory beside the rows.</summary>
    public long BytesInMemory => ((long)_firstBlocks[^1] * _listCodes.BlockInBytes)
        + ((TailCount + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount * _tailCodes.BlockInBytes)
        + ((long)_rowOfSlot.ListedSlotCount * sizeof(uint))
        + ((long)_centres.Count * (_listCodes.BlockInBytes / LookupScan.BlockRowCount))
        + ((long)_centres.All.Length * sizeof(float));

    /// <summary>Rows in each list.</summary>
    public IReadOnlyList<int> ListSizes()
    {
        int[] sizes = new int[ListCount];
        for (int list = 0; list < ListCount; list++)
        {
            ReadOnlySpan<uint> slots = _rowOfSlot.Listed[(_firstBlocks[list] * LookupScan.BlockRowCount)..(_firstBlocks[list + 1] * LookupScan.BlockRowCount)];
            sizes[list] = slots.Length - slots.Count(SlotRows.Nothing);
        }

        return sizes;
    }

    /// <summary>Takes in the rows that came since the build or the last call. One writer at a time, while searches run.</summary>
    /// <param name="rows">The rows as they are now: those that the index holds already come first, unchanged.</param>
    /// <param name="cancellationToken">Ends the work; the index stays as it was.</param>
    /// <exception cref="ArgumentException">They have other dimensions, are fewer than the index holds, or more than 2^30.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Extend(VectorRows rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RowView view = rows.View();
        State old = _state;
        if (view.Dimensions != Dimensions || view.RowCount < old.RowCount || view.RowCount > RowCountLimit)
        {
            throw new ArgumentException($"Expected at least {old.RowCount} rows of {Dimensions} dimensions, got {view.RowCount} of {view.Dimensions}.", nameof(rows));
        }

        long firstOfTail = _rowOfSlot.FirstOfTail;
        _tailCodes.Reserve(view.RowCount - firstOfTail);
        RowEncoder.Encode(_rotation, _tailCodes, _tailCentre, view, firstOfTail, old.RowCount, _maxThreads, null, cancellationToken);
        Volatile.Write(ref _state, new State(rows, view.RowCount));
    }

    /// <summary>Frees the codes; nobody may search any more.</summary>
    public void Dispose()
    {
        _centres.Dispose();
        _listCodes.Dispose();
        _tailCodes.Dispose();
        _file?.Dispose();
    }

    /// <summary>The mean of all rows, about which the tail is encoded: that of the centres, each as often as it has rows, up to whole blocks.</summary>
    private static float[] MeanOf(ListCentres centres, int[] firstBlocks)
    {
        float[] mean = new float[centres.Count == 0 ? 0 : centres.All.Length / centres.Count];
        double[] sums = new double[mean.Length];
        for (int list = 0; list < centres.Count; list++)
        {
            int weight = firstBlocks[list + 1] - firstBlocks[list];
            ReadOnlySpan<float> centre = centres[list];
            for (int component = 0; component < sums.Length; component++)
            {
                sums[component] += (double)weight * centre[component];
            }
        }

        for (int component = 0; component < sums.Length; component++)
        {
            mean[component] = (float)(sums[component] / Math.Max(1, firstBlocks[^1]));
        }

        return mean;
    }

    /// <summary>What a search reads, at one moment.</summary>
    private sealed record State(VectorRows Rows, long RowCount);
}

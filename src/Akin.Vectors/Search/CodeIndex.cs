using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Finds the closest rows by a scan of one-bit codes, and compares the best of them with the query in full: 104 bytes a row of 768 are read instead of
/// 1,536. Codes are kept in memory, rows stay their caller's and may lie in a file. At most 2^32 rows.
/// </summary>
/// <remarks>
/// Codes are those of RaBitQ (Gao and Long, SIGMOD 2024): a random rotation, the signs of the difference from the rows' mean, and two factors. Nothing is
/// trained; adding is encoding. How many rows are compared in full decides the recall: see <see cref="ReRank"/>. Answers are the same on every machine and with
/// any number of threads.
/// </remarks>
public sealed partial class CodeIndex : IVectorIndex, IDisposable
{
    /// <summary>Rows that the mean is taken of: more do not move a mean of unit vectors by what a code could tell.</summary>
    private const int CentreSampleCount = 10_000;

    /// <summary>Codes are made anew, about a new mean, when there are this many times the rows that the mean was of.</summary>
    private const int CentreGrowth = 4;

    private readonly RandomRotation _rotation;
    private readonly int _maxThreads;
    private readonly List<BinaryCodes> _ownedCodes = [];
    private readonly IndexFile? _file;

    /// <summary>Held while settings and state are replaced, so that no figure is stored beside codes that it was not measured with.</summary>
    private readonly Lock _settingsLock = new();
    private State _state;
    private CodeSettings _settings = new(DefaultReRank, Recall: null);

    private CodeIndex(RandomRotation rotation, int maxThreads, State state, IndexFile? file = null)
    {
        _rotation = rotation;
        _maxThreads = maxThreads;
        _state = state;
        _file = file;
        _ownedCodes.Add(state.Codes);
    }

    /// <inheritdoc/>
    public int Dimensions => _rotation.Dimensions;

    /// <inheritdoc/>
    public long RowCount => Volatile.Read(ref _state).RowCount;

    /// <inheritdoc/>
    /// <remarks>It stays when rows are added, and goes when so many came that all are encoded anew, or when <see cref="ReRank"/> is set.</remarks>
    public RecallMeasurement? Recall => Volatile.Read(ref _settings).Recall;

    /// <summary>Bytes that a row takes in memory beside the row itself.</summary>
    public int BytesOfACode => LookupScan.BlockInBytes(_rotation.RotatedDimensions / 8) / LookupScan.BlockRowCount;

    /// <summary>What the rotation was drawn from.</summary>
    public ulong Seed => _rotation.Seed;

    /// <summary>Encodes rows.</summary>
    /// <param name="rows">The rows, which must outlive the index.</param>
    /// <param name="options">Seed and threads, or null for the default.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="ArgumentException">There are more than 2^32 rows.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static CodeIndex Build(VectorRows rows, CodeOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new CodeOptions();
        RandomRotation rotation = new(rows.Dimensions, options.Seed);
        State nothing = new(rows, new BinaryCodes(rotation.RotatedDimensions), new float[rotation.RotatedDimensions], CentreRowCount: 0, RowCount: 0);
        CodeIndex index = new(rotation, options.MaxThreads, nothing);
        try
        {
            index.Extend(rows, progress, cancellationToken);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>Encodes the rows that came since the build or the last call. One writer at a time, while searches run.</summary>
    /// <param name="rows">The rows as they are now: those that are encoded already come first, unchanged.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work; the index stays as it was.</param>
    /// <exception cref="ArgumentException">They have other dimensions, are fewer than are encoded, or more than 2^32.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Extend(VectorRows rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RowView view = rows.View();
        State old = _state;
        if (view.Dimensions != Dimensions || view.RowCount < old.RowCount || view.RowCount > uint.MaxValue)
        {
            throw new ArgumentException($"Expected at least {old.RowCount} rows of {Dimensions} dimensions, got {view.RowCount} of {view.Dimensions}.", nameof(rows));
        }

        State next = old with { Rows = rows, RowCount = view.RowCount };
        if (old.CentreRowCount < CentreSampleCount && view.RowCount >= CentreGrowth * old.CentreRowCount)
        {
            next = next with { Codes = new BinaryCodes(_rotation.RotatedDimensions), Centre = CentreOf(view), CentreRowCount = view.RowCount };
        }

        bool isAnew = next.Codes != old.Codes;
        try
        {
            next.Codes.Reserve(view.RowCount);
            RowEncoder.Encode(_rotation, next.Codes, next.Centre, view, firstRow: 0, isAnew ? 0 : old.RowCount, _maxThreads, progress, cancellationToken);
        }
        catch when (isAnew)
        {
            next.Codes.Dispose();
            throw;
        }

        if (isAnew)
        {
            // The codes before may be read by searches that still run, so they stay until the index goes: they are of a quarter of the rows at most.
            _ownedCodes.Add(next.Codes);
        }

        lock (_settingsLock)
        {
            Volatile.Write(ref _state, next);
            if (isAnew)
            {
                Volatile.Write(ref _settings, _settings with { Recall = null });
            }
        }
    }

    /// <summary>Frees the codes; nobody may search any more.</summary>
    public void Dispose()
    {
        foreach (BinaryCodes codes in _ownedCodes)
        {
            codes.Dispose();
        }

        _ownedCodes.Clear();
        _file?.Dispose();
    }

    private float[] CentreOf(in RowView rows)
    {
        double[] sums = new double[rows.Dimensions];
        float[] row = new float[rows.Dimensions];
        long sampleCount = Math.Min(rows.RowCount, CentreSampleCount);
        for (long sample = 0; sample < sampleCount; sample++)
        {
            rows.Read((long)((Int128)sample * rows.RowCount / sampleCount), row);
            for (int component = 0; component < row.Length; component++)
            {
                sums[component] += row[component];
            }
        }

        float[] centre = new float[_rotation.RotatedDimensions];
        _rotation.Apply(Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, sampleCount))), centre, new float[centre.Length]);
        return centre;
    }

    /// <summary>What a search reads, at one moment.</summary>
    private sealed record State(VectorRows Rows, BinaryCodes Codes, float[] Centre, long CentreRowCount, long RowCount);
}

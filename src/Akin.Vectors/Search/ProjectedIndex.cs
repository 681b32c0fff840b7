using Akin.Vectors.Projection;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>
/// Finds close rows by a scan of their projections to fewer dimensions, and compares the best of them with the query in full. Projections are kept in memory,
/// rows stay their caller's and may lie in a file.
/// </summary>
/// <remarks>
/// <para>How much is found depends on the projected dimensions and on <see cref="ReRank"/>: <c>docs/benchmarks/projection.md</c> has a table. Codes find
/// more in less memory (<see cref="CodeIndex"/>); this is for those who want a plain linear map, or bring their own.</para>
/// <para>Projections are compared in float32 and, where dense, made in float32: near ties at the end of what is compared in full may fall differently on another
/// machine. What is found has its true similarity everywhere. One writer at a time may extend while any number of threads search.</para>
/// </remarks>
public sealed partial class ProjectedIndex : IVectorIndex, IDisposable
{
    /// <summary>Rows that a thread projects at a time.</summary>
    private const int RowsPerTask = 256;

    private readonly VectorMemory _projected;
    private State _state;

    private ProjectedIndex(VectorRows rows, RandomProjection projection, RowFormat format)
    {
        Projection = projection;
        _projected = new VectorMemory(projection.ProjectedDimensions, format);
        _state = new State(rows, 0);
    }

    /// <inheritdoc/>
    public int Dimensions => Projection.Dimensions;

    /// <inheritdoc/>
    public long RowCount => Volatile.Read(ref _state).RowCount;

    /// <summary>How rows and queries are projected.</summary>
    public RandomProjection Projection { get; }

    /// <summary>Bytes that a row takes in memory beside the row itself.</summary>
    public int BytesOfAProjection => VectorRows.StrideInBytes(Projection.ProjectedDimensions, _projected.Format);

    /// <summary>Projects rows.</summary>
    /// <param name="rows">The rows, which must outlive the index.</param>
    /// <param name="projection">From the rows' dimensions to fewer.</param>
    /// <param name="format">How projections are kept, scaled to length 1.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="ArgumentException">The projection takes other dimensions.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ProjectedIndex Build(
        VectorRows rows, RandomProjection projection, RowFormat format = RowFormat.Float16, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(projection);
        ProjectedIndex index = new(rows, projection, format);
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

    /// <summary>Projects the rows that came since the build or the last call. One writer at a time, while searches run.</summary>
    /// <param name="rows">The rows as they are now: those that are projected already come first, unchanged.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work; the next call goes on where it ended.</param>
    /// <exception cref="ArgumentException">They have other dimensions, are fewer than are projected, or more than 2^32 - 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Extend(VectorRows rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RowView view = rows.View();
        if (view.Dimensions != Dimensions || view.RowCount < _projected.RowCount || view.RowCount > uint.MaxValue)
        {
            throw new ArgumentException($"Expected at least {_projected.RowCount} rows of {Dimensions} dimensions, got {view.RowCount} of {view.Dimensions}.", nameof(rows));
        }

        int taskCount = Environment.ProcessorCount;
        float[][] vectors = [.. Enumerable.Range(0, taskCount).Select(_ => new float[RowsPerTask * Dimensions])];
        float[][] projected = [.. Enumerable.Range(0, taskCount).Select(_ => new float[RowsPerTask * Projection.ProjectedDimensions])];
        long first = _projected.RowCount;
        while (first < view.RowCount)
        {
            long wave = first;
            int count = (int)Math.Min((long)taskCount * RowsPerTask, view.RowCount - wave);
            ParallelWork.For(0, (count + RowsPerTask - 1) / RowsPerTask, new ParallelOptions { CancellationToken = cancellationToken }, task =>
            {
                int start = (int)task * RowsPerTask;
                int rowCount = Math.Min(RowsPerTask, count - start);
                for (int row = 0; row < rowCount; row++)
                {
                    view.Read(wave + start + row, vectors[(int)task].AsSpan(row * Dimensions, Dimensions));
                }

                Projection.Project(vectors[(int)task].AsSpan(0, rowCount * Dimensions), projected[(int)task].AsSpan(0, rowCount * Projection.ProjectedDimensions));
            });
            for (int row = 0; row < count; row++)
            {
                _projected.Append(projected[row / RowsPerTask].AsSpan(row % RowsPerTask * Projection.ProjectedDimensions, Projection.ProjectedDimensions));
            }

            first += count;
            progress?.Report((double)first / view.RowCount);
        }

        Volatile.Write(ref _state, new State(rows, view.RowCount));
    }

    /// <summary>Frees the projections; nobody may search any more.</summary>
    public void Dispose() => _projected.Dispose();

    /// <summary>What a search reads, at one moment.</summary>
    private sealed record State(VectorRows Rows, long RowCount);
}

using Akin.Vectors.Search;

namespace Akin.Vectors.Storage;

/// <summary>
/// Embeddings as rows [<see cref="RowCount"/> x <see cref="Dimensions"/>], row-major, each of length 1 (within 2^-10) or all zero, and padded with zeros to
/// 64 bytes. What every index searches.
/// </summary>
/// <remarks>
/// Reading is thread-safe, also while one writer adds or removes. Whoever made the rows disposes them, once nobody searches or reads any more: an index
/// over them does not.
/// </remarks>
public abstract class VectorRows : IDisposable
{
    /// <summary>The most components that a row may have.</summary>
    public const int DimensionsLimit = 65_536;

    /// <summary>How far a row's length may be from 1, before it is rounded to its format.</summary>
    internal const double LengthTolerance = 1.0 / 1024;

    private const int AlignmentInBytes = 64;

    private protected VectorRows(int dimensions, RowFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, DimensionsLimit);
        Dimensions = dimensions;
        Format = format;
    }

    /// <summary>Components of a row, 1 to 65,536.</summary>
    public int Dimensions { get; }

    /// <summary>How components are kept.</summary>
    public RowFormat Format { get; }

    /// <summary>Rows that can be read, removed ones included.</summary>
    public abstract long RowCount { get; }

    /// <summary>The rows that no search answers with.</summary>
    private protected RowSet Removed { get; } = new(0);

    /// <summary>Copies a row into <paramref name="embedding"/>, float32 [<see cref="Dimensions"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    /// <exception cref="IndexFormatException">The row lies in a file and is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The rows are disposed.</exception>
    public void Read(long row, Span<float> embedding)
    {
        RowView rows = View();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)rows.RowCount, nameof(row));
        if (embedding.Length != Dimensions)
        {
            throw new ArgumentException($"The target has {embedding.Length} components, the rows have {Dimensions}.", nameof(embedding));
        }

        rows.Read(row, embedding);
    }

    /// <summary>Takes a row out of all searches from now on; its place stays. One writer at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Remove(long row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)RowCount, nameof(row));
        Removed.Grow(RowCount);
        Removed.Add(row);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the rows.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>The rows as they are now. Valid until the rows are disposed.</summary>
    /// <exception cref="ObjectDisposedException">The rows are disposed.</exception>
    internal abstract RowView View();

    /// <summary>Bytes from one row to the next.</summary>
    internal static int StrideInBytes(int dimensions, RowFormat format)
    {
        int componentsInBytes = dimensions * (format == RowFormat.Float16 ? sizeof(ushort) : sizeof(float));
        return (componentsInBytes + AlignmentInBytes - 1) / AlignmentInBytes * AlignmentInBytes;
    }
}

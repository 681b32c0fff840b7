using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>
/// Writes rows as a flat index that <c>faiss.read_index</c> reads, row by row. The file appears under its name when it is complete; a writer that is disposed before
/// leaves nothing. Not thread-safe.
/// </summary>
/// <remarks>
/// Rows are kept as they are given. Unit vectors have the same order by either metric as by cosine: the dot product is the cosine c, and the squared distance 2 - 2 c.
/// </remarks>
public sealed class FaissWriter : IDisposable
{
    private readonly UnfinishedFile _file;
    private readonly FaissMetric _metric;
    private readonly int _dimensions;

    /// <summary>Begins an index.</summary>
    /// <param name="path">The file to be; one of that name is replaced on <see cref="Complete"/>.</param>
    /// <param name="metric">What FAISS will compare rows by.</param>
    /// <param name="dimensions">Components of a row, at least 1.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public FaissWriter(string path, FaissMetric metric, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        _metric = metric is FaissMetric.InnerProduct or FaissMetric.L2 ? metric : throw new ArgumentOutOfRangeException(nameof(metric), metric, "There is no such metric.");
        _dimensions = dimensions;
        _file = new UnfinishedFile(path);
        _file.Stream.Write(Header());
    }

    /// <summary>Rows so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">Float32 [dimensions].</param>
    /// <exception cref="ArgumentException">It has another number of dimensions.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(ReadOnlySpan<float> row)
    {
        if (row.Length != _dimensions)
        {
            throw new ArgumentException($"The row has {row.Length} dimensions, the index has {_dimensions}.", nameof(row));
        }

        _file.Stream.Write(MemoryMarshal.AsBytes(row));
        RowCount++;
    }

    /// <summary>Writes the number of rows into the header and gives the file its name.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Complete()
    {
        _file.Stream.Position = 0;
        _file.Stream.Write(Header());
        _file.Complete(flushToDisk: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private byte[] Header() => new FaissHeader(_metric, _dimensions, RowCount).ToBytes();
}

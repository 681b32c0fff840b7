using System.Globalization;
using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>
/// Reads the rows of a flat index of FAISS, <c>IndexFlatIP</c> or <c>IndexFlatL2</c>, as float32, one after the other. Memory goes to one buffer, whatever the index's
/// length. Not thread-safe; whoever opened it disposes it.
/// </summary>
/// <remarks>
/// Rows come as they are stored, of any length. A file is checked whole before anything is allocated for its numbers: its length must be what its header asks for, no
/// more and no less.
/// </remarks>
public sealed class FaissReader : IRowReader
{
    private const int BufferInBytes = 1 << 16;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly FaissHeader _header;

    private FaissReader(string path, FileStream file, FaissHeader header)
    {
        _path = path;
        _file = file;
        _header = header;
    }

    /// <summary>What the index compares rows by.</summary>
    public FaissMetric Metric => _header.Metric;

    /// <summary>Rows in the index.</summary>
    public long RowCount => _header.RowCount;

    /// <summary>Components of a row, at least 1.</summary>
    public int Dimensions => _header.Dimensions;

    /// <summary>Rows that have been read.</summary>
    public long RowPosition { get; private set; }

    int IRowReader.RowLength => Dimensions;

    /// <summary>Opens a file and checks its header and length.</summary>
    /// <param name="path">The file, written by <c>faiss.write_index</c>.</param>
    /// <exception cref="IndexFormatException">It is no index of FAISS, one of another type, damaged or truncated.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FaissReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = new(path, new FileStreamOptions { BufferSize = BufferInBytes, Options = FileOptions.SequentialScan });
        try
        {
            return new FaissReader(path, file, FaissHeader.Read(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">float32 [any number of rows x <see cref="Dimensions"/>], row-major. What lies behind the rows read is left as it is.</param>
    /// <returns>How many rows were read: as many as there is room for, fewer at the end, 0 behind it.</returns>
    /// <exception cref="ArgumentException">There is no room for a whole number of rows.</exception>
    /// <exception cref="IndexFormatException">The file became shorter since it was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<float> rows)
    {
        if (rows.Length % Dimensions != 0)
        {
            throw new ArgumentException($"There is room for {rows.Length} numbers, and a row has {Dimensions}: give room for whole rows.", nameof(rows));
        }

        int count = (int)Math.Min(rows.Length / Dimensions, RowCount - RowPosition);
        try
        {
            _file.ReadExactly(MemoryMarshal.AsBytes(rows[..(count * Dimensions)]));
        }
        catch (EndOfStreamException exception)
        {
            throw new IndexFormatException(_path, $"{_path} became shorter while it was read: write it again.", exception);
        }

        RowPosition += count;
        return count;
    }

    /// <summary>Reads all rows that are left: float32 [rows x <see cref="Dimensions"/>].</summary>
    /// <exception cref="IndexFormatException">They are more numbers than an array can hold, or the file became shorter since it was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public float[] ReadToEnd()
    {
        long length = (RowCount - RowPosition) * Dimensions;
        if (length > Array.MaxLength)
        {
            throw new IndexFormatException(_path, string.Create(CultureInfo.InvariantCulture, $"{_path} holds {length} numbers, and at most {Array.MaxLength} can be read at once."));
        }

        float[] values = GC.AllocateUninitializedArray<float>((int)length);
        Read(values);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    long IRowReader.RowOffset(long row) => FaissHeader.FileLengthInBytes(Dimensions, row);
}

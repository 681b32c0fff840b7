using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>Appends rows to a vector file. What counts is decided elsewhere: rows behind the committed ones are cut off when a writer opens. Not thread-safe; one writer a file.</summary>
public sealed class VectorFileWriter : IDisposable
{
    private const int BufferInBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly byte[] _row;
    private readonly int _dimensions;

    private VectorFileWriter(FileStream file, int dimensions, long rowCount)
    {
        _file = file;
        _dimensions = dimensions;
        _row = new byte[VectorRows.StrideInBytes(dimensions, RowFormat.Float16)];
        RowCount = rowCount;
    }

    /// <summary>Rows in the file, appended ones included.</summary>
    public long RowCount { get; private set; }

    /// <summary>Opens a file for appending, and creates it where nothing is committed yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row, 1 to 65,536.</param>
    /// <param name="committedRowCount">Rows that count. Anything behind them is cut off.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version or shape, or shorter than its committed rows.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static VectorFileWriter Open(string path, int dimensions, long committedRowCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorFileHeader.CheckShape(dimensions, committedRowCount);
        FileStream file = new(
            path,
            committedRowCount == 0 ? FileMode.OpenOrCreate : FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete,
            BufferInBytes);
        try
        {
            if (committedRowCount == 0)
            {
                file.SetLength(0);
                file.Write(VectorFileHeader.Write(dimensions));
                file.Flush(flushToDisk: true);
            }

            VectorFileHeader.Check(file, path, dimensions, committedRowCount);
            file.SetLength(VectorFileHeader.FileLengthInBytes(dimensions, committedRowCount));
            file.Position = file.Length;
            return new VectorFileWriter(file, dimensions, committedRowCount);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends one row, rounded to float16. It is safe on the disk after <see cref="Flush"/>.</summary>
    /// <param name="embedding">Float32 [dimensions], finite, of length 1 within 2^-10, or all zero.</param>
    /// <exception cref="ArgumentException">It has another number of dimensions, or is no unit vector.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != _dimensions)
        {
            throw new ArgumentException($"The embedding has {embedding.Length} dimensions, the rows have {_dimensions}.", nameof(embedding));
        }

        float length = TensorPrimitives.Norm(embedding);
        if (!(Math.Abs(length - 1) <= VectorRows.LengthTolerance) && length != 0)
        {
            throw new ArgumentException($"The embedding has length {length}, and rows are unit vectors.", nameof(embedding));
        }

        TensorPrimitives.ConvertToHalf(embedding, MemoryMarshal.Cast<byte, Half>(_row.AsSpan(0, _dimensions * sizeof(ushort))));
        _file.Write(_row);
        RowCount++;
    }

    /// <summary>Returns when every appended row is on the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Flush() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // Rows that never reached the disk were never committed either, so nothing is lost; the failed Append or Flush has said why.
        }
    }
}

using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Akin.Vectors.Storage;

/// <summary>
/// Writes a float32 or float16 array [rows, ...] in NumPy's format, version 1.0, C order, row by row. The file appears under its name when it is complete;
/// a writer that is disposed before leaves nothing. Not thread-safe.
/// </summary>
public sealed class NpyWriter : IDisposable
{
    /// <summary>The header's length, a multiple of 64 as NumPy asks, with room for any number of rows.</summary>
    private const int HeaderLengthInBytes = 128;

    private readonly UnfinishedFile _file;
    private readonly RowFormat _format;
    private readonly int[] _rowShape;
    private readonly long _rowLength;
    private readonly Half[] _halves;

    /// <summary>Begins a float32 array.</summary>
    /// <param name="path">The file to be; one of that name is replaced on <see cref="Complete"/>.</param>
    /// <param name="rowShape">The lengths of a row's axes, each at least 1: one number where a row is a vector.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public NpyWriter(string path, params ReadOnlySpan<int> rowShape)
        : this(path, RowFormat.Float32, rowShape)
    {
    }

    /// <summary>Begins an array.</summary>
    /// <param name="path">The file to be; one of that name is replaced on <see cref="Complete"/>.</param>
    /// <param name="format">The type of the numbers. Float16 takes half the bytes: numbers are rounded to the nearest, beyond 65,504 to infinity.</param>
    /// <param name="rowShape">The lengths of a row's axes, each at least 1: one number where a row is a vector.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public NpyWriter(string path, RowFormat format, params ReadOnlySpan<int> rowShape)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfZero(rowShape.Length, nameof(rowShape));
        _rowLength = 1;
        foreach (int length in rowShape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(rowShape));
            _rowLength = checked(_rowLength * length);
        }

        _format = format;
        _rowShape = rowShape.ToArray();
        _halves = new Half[format == RowFormat.Float16 ? _rowLength : 0];
        _file = new UnfinishedFile(path);
        _file.Stream.Write(Header());
    }

    /// <summary>Rows so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">Float32, as many as a row's axes ask for, the last axis fastest.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public void Append(ReadOnlySpan<float> row)
    {
        if (row.Length != _rowLength)
        {
            throw new ArgumentException($"The row has {row.Length} components, the array's rows have {_rowLength}.", nameof(row));
        }

        if (_format == RowFormat.Float16)
        {
            TensorPrimitives.ConvertToHalf(row, _halves);
            _file.Stream.Write(MemoryMarshal.AsBytes<Half>(_halves));
        }
        else
        {
            _file.Stream.Write(MemoryMarshal.AsBytes(row));
        }

        RowCount++;
    }

    /// <summary>Writes the number of rows into the header and gives the file its name.</summary>
    public void Complete()
    {
        _file.Stream.Position = 0;
        _file.Stream.Write(Header());
        _file.Complete(flushToDisk: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private byte[] Header()
    {
        string type = _format == RowFormat.Float16 ? "<f2" : "<f4";
        string description = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({RowCount}, {string.Join(", ", _rowShape)}), }}");
        byte[] header = new byte[HeaderLengthInBytes];
        header.AsSpan().Fill((byte)' ');
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, HeaderLengthInBytes - 10, 0]).CopyTo(header);
        Encoding.ASCII.GetBytes(description, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}

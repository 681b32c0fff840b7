using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Akin.Vectors.Storage;

/// <summary>
/// Writes a float32 array [rows, ...] in NumPy's format, version 1.0, row by row. The file appears under its name when it is complete;
/// a writer that is disposed before leaves nothing. Not thread-safe.
/// </summary>
public sealed class NpyWriter : IDisposable
{
    /// <summary>The header's length, a multiple of 64 as NumPy asks, with room for any number of rows.</summary>
    private const int HeaderLengthInBytes = 128;

    private readonly string _path;
    private readonly string _unfinishedPath;
    private readonly FileStream _file;
    private readonly int[] _rowShape;
    private readonly long _rowLength;
    private bool _isComplete;

    /// <summary>Begins an array.</summary>
    /// <param name="path">The file to be; one of that name is replaced on <see cref="Complete"/>.</param>
    /// <param name="rowShape">The lengths of a row's axes, each at least 1: one number where a row is a vector.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public NpyWriter(string path, params ReadOnlySpan<int> rowShape)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfZero(rowShape.Length, nameof(rowShape));
        _rowLength = 1;
        foreach (int length in rowShape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(rowShape));
            _rowLength = checked(_rowLength * length);
        }

        _path = path;
        _unfinishedPath = path + ".unfinished";
        _rowShape = rowShape.ToArray();
        _file = new FileStream(_unfinishedPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        _file.Write(Header());
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

        _file.Write(MemoryMarshal.AsBytes(row));
        RowCount++;
    }

    /// <summary>Writes the number of rows into the header and gives the file its name.</summary>
    public void Complete()
    {
        _file.Position = 0;
        _file.Write(Header());
        _file.Dispose();
        File.Move(_unfinishedPath, _path, overwrite: true);
        _isComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isComplete)
        {
            try
            {
                _file.Dispose();
            }
            catch (IOException)
            {
                // What could not be written is deleted next.
            }

            File.Delete(_unfinishedPath);
        }
    }

    private byte[] Header()
    {
        string description = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({RowCount}, {string.Join(", ", _rowShape)}), }}");
        byte[] header = new byte[HeaderLengthInBytes];
        header.AsSpan().Fill((byte)' ');
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, HeaderLengthInBytes - 10, 0]).CopyTo(header);
        Encoding.ASCII.GetBytes(description, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}

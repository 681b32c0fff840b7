using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>
/// Reads an array [rows, ...] in NumPy's format, row by row as float32: from little-endian float16, float32 or float64 in C order, format versions 1.0 to 3.0.
/// Memory goes to one buffer, whatever the array's size. Not thread-safe; whoever opened it disposes it.
/// </summary>
/// <remarks>
/// Float16 is exact in float32. Float64 is rounded to the nearest; beyond float32's range it becomes infinite. NaN stays NaN.
/// A file is checked whole before anything is allocated for its numbers: its length must be what its header asks for, no more and no less.
/// </remarks>
public sealed class NpyReader : IRowReader
{
    private const int BufferInBytes = 1 << 16;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly NpyType _type;
    private readonly int _headerInBytes;
    private readonly byte[] _buffer;

    private NpyReader(string path, FileStream file, NpyHeader header, int rowLength)
    {
        _path = path;
        _file = file;
        _type = header.Type;
        _headerInBytes = header.LengthInBytes;
        _buffer = header.Type == NpyType.Float32 ? [] : new byte[BufferInBytes];
        Shape = header.Shape;
        RowLength = rowLength;
    }

    /// <summary>The lengths of the axes, at least one axis; a length may be 0.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Rows: the length of the first axis.</summary>
    public long RowCount => Shape[0];

    /// <summary>Numbers of a row: the product of the lengths of the other axes, 1 where there are none.</summary>
    public int RowLength { get; }

    /// <summary>Rows that have been read.</summary>
    public long RowPosition { get; private set; }

    /// <summary>Opens a file and checks its header and length.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IndexFormatException">It is no NumPy array, damaged, truncated, has no axes, or its numbers are of another type or in Fortran order.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static NpyReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = new(path, new FileStreamOptions { BufferSize = BufferInBytes, Options = FileOptions.SequentialScan });
        try
        {
            NpyHeader header = NpyHeader.Read(file, path);
            return new NpyReader(path, file, header, CheckLength(file, path, header));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">float32 [any number of rows x <see cref="RowLength"/>], the last axis fastest. What lies behind the rows read is left as it is.</param>
    /// <returns>How many rows were read: as many as there is room for, fewer at the end, 0 behind it.</returns>
    /// <exception cref="ArgumentException">There is no room for a whole number of rows.</exception>
    /// <exception cref="IndexFormatException">The file became shorter since it was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<float> rows)
    {
        if (RowLength == 0 ? !rows.IsEmpty : rows.Length % RowLength != 0)
        {
            throw new ArgumentException($"There is room for {rows.Length} numbers, and a row has {RowLength}: give room for whole rows.", nameof(rows));
        }

        int count = RowLength == 0 ? 0 : (int)Math.Min(rows.Length / RowLength, RowCount - RowPosition);
        try
        {
            Fill(rows[..(count * RowLength)]);
        }
        catch (EndOfStreamException exception)
        {
            throw new IndexFormatException(_path, $"{_path} became shorter while it was read: write it again.", exception);
        }

        RowPosition += count;
        return count;
    }

    /// <summary>Reads all rows that are left: float32, row-major.</summary>
    /// <exception cref="IndexFormatException">They are more numbers than an array can hold, or the file became shorter since it was opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public float[] ReadToEnd()
    {
        long length = RowLength == 0 ? 0 : (RowCount - RowPosition) * RowLength;
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

    long IRowReader.RowOffset(long row) => _headerInBytes + (row * RowLength * (int)_type);

    /// <summary>Numbers of a row, once the file is as long as its header asks for.</summary>
    private static int CheckLength(FileStream file, string path, NpyHeader header)
    {
        if (header.Shape.Count == 0)
        {
            throw new IndexFormatException(path, $"{path} holds a single number, and Akin reads arrays of rows.");
        }

        try
        {
            long rowLength = header.Shape.Skip(1).Aggregate(1L, static (product, length) => checked(product * length));
            long expected = checked(header.LengthInBytes + (rowLength * header.Shape[0] * (int)header.Type));
            return file.Length == expected
                ? checked((int)rowLength)
                : throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} has {file.Length} bytes, and its header asks for {expected}: it is {(file.Length < expected ? "truncated" : "damaged")}."));
        }
        catch (OverflowException exception)
        {
            throw new IndexFormatException(path, $"{path} has a shape of more numbers than can be: {string.Join(" x ", header.Shape)}.", exception);
        }
    }

    private static void Narrow(ReadOnlySpan<double> source, Span<float> values)
    {
        for (int index = 0; index < source.Length; index++)
        {
            values[index] = (float)source[index];
        }
    }

    private void Fill(Span<float> values)
    {
        if (_type == NpyType.Float32)
        {
            _file.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        int step = _buffer.Length / (int)_type;
        for (int first = 0; first < values.Length; first += step)
        {
            Span<float> part = values.Slice(first, Math.Min(step, values.Length - first));
            Span<byte> bytes = _buffer.AsSpan(0, part.Length * (int)_type);
            _file.ReadExactly(bytes);
            if (_type == NpyType.Float16)
            {
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), part);
            }
            else
            {
                Narrow(MemoryMarshal.Cast<byte, double>(bytes), part);
            }
        }
    }
}

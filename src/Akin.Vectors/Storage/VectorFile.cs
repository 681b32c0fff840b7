using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;

namespace Akin.Vectors.Storage;

/// <summary>
/// Embeddings in a file, mapped into memory: float16 rows, each padded with zeros to 64 bytes. Reading is thread-safe; whoever opened it disposes it,
/// once nobody reads any more. Rows that a writer appends meanwhile are not seen.
/// </summary>
public sealed unsafe class VectorFile : IDisposable
{
    /// <summary>The most dimensions that a row may have.</summary>
    public const int DimensionsLimit = VectorFileHeader.DimensionsLimit;

    /// <summary>How far a row's length may be from 1, before it is rounded to float16.</summary>
    internal const double LengthTolerance = 1.0 / 1024;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly int _strideInBytes;
    private byte* _rows;

    private VectorFile(int dimensions) => Dimensions = dimensions;

    private VectorFile(MemoryMappedFile file, MemoryMappedViewAccessor view, int dimensions, long rowCount)
    {
        _file = file;
        _view = view;
        _strideInBytes = VectorFileHeader.StrideInBytes(dimensions);
        Dimensions = dimensions;
        RowCount = rowCount;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _rows = start + view.PointerOffset + VectorFileHeader.LengthInBytes;
    }

    /// <summary>Components of a row.</summary>
    public int Dimensions { get; }

    /// <summary>Rows that can be read.</summary>
    public long RowCount { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row, 1 to 65,536.</param>
    /// <param name="rowCount">Rows to read; the file may hold more, which do not count. Where none counts the file is not looked at, for its writer may have been stopped before it had made it.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version or shape, or too short.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static VectorFile Open(string path, int dimensions, long rowCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorFileHeader.CheckShape(dimensions, rowCount);
        if (rowCount == 0)
        {
            return new VectorFile(dimensions);
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        MemoryMappedFile? file = null;
        try
        {
            VectorFileHeader.Check(stream, path, dimensions, rowCount);
            file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            long mappedLength = VectorFileHeader.FileLengthInBytes(dimensions, rowCount);
            return new VectorFile(file, file.CreateViewAccessor(0, mappedLength, MemoryMappedFileAccess.Read), dimensions, rowCount);
        }
        catch
        {
            file?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A row as it is stored, [<see cref="Dimensions"/>]. Valid until the file is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    public ReadOnlySpan<Half> Row(long row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)RowCount, nameof(row));
        ObjectDisposedException.ThrowIf(_rows is null, this);
        return new ReadOnlySpan<Half>(_rows + (row * _strideInBytes), Dimensions);
    }

    /// <summary>Copies a row into <paramref name="embedding"/>, float32 [<see cref="Dimensions"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Read(long row, Span<float> embedding) => TensorPrimitives.ConvertToSingle(Row(row), embedding);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rows is not null)
        {
            _rows = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }
    }
}

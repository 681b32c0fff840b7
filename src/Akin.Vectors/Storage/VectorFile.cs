using System.IO.MemoryMappedFiles;

namespace Akin.Vectors.Storage;

/// <summary>
/// Embeddings in a file, mapped into memory: float16 rows, each padded with zeros to 64 bytes. Reading is thread-safe; whoever opened it disposes it,
/// once nobody reads any more. Rows that a writer appends meanwhile are not seen.
/// </summary>
public sealed unsafe class VectorFile : VectorRows
{
    /// <summary>More rows than any file holds: all lie one after another.</summary>
    private const int SingleBlockShift = 62;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly nint[] _blocks = [];
    private bool _isDisposed;

    private VectorFile(int dimensions)
        : base(dimensions, RowFormat.Float16)
    {
    }

    private VectorFile(MemoryMappedFile file, MemoryMappedViewAccessor view, int dimensions, long rowCount)
        : base(dimensions, RowFormat.Float16)
    {
        _file = file;
        _view = view;
        RowCount = rowCount;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _blocks = [(nint)(start + view.PointerOffset + VectorFileHeader.LengthInBytes)];
    }

    /// <inheritdoc/>
    public override long RowCount { get; }

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

    /// <inheritdoc/>
    internal override RowView View()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new RowView(_blocks, SingleBlockShift, RowCount, Dimensions, Format, Removed);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed && _view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }

        _isDisposed = true;
    }
}

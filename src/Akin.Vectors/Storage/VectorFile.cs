using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Akin.Vectors.Storage;

/// <summary>
/// Embeddings in a file, mapped into memory: float16 rows, each padded with zeros to 64 bytes and with a checksum. Reading is thread-safe; whoever opened it disposes it,
/// once nobody reads any more. Rows that a writer appends meanwhile are not seen.
/// </summary>
/// <remarks>
/// Searches and <see cref="VectorRows.Read"/> compare the checksum of each row on its first reading, and throw <see cref="IndexFormatException"/> where it is wrong.
/// Shortening a file that is mapped ends the process that reads it: writers of Akin only lengthen it and cut off rows that no catalogue counts.
/// </remarks>
public sealed unsafe class VectorFile : VectorRows
{
    /// <summary>A file that is no longer may come into memory whole.</summary>
    private const long MappedLengthLimitInBytes = 1 << 30;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly VectorFileLayout _layout;
    private readonly RowSums? _sums;
    private readonly ScatteredRows? _scattered;
    private readonly nint[] _blocks = [];
    private bool _isDisposed;

    private VectorFile(VectorFileLayout layout)
        : base(layout.Dimensions, RowFormat.Float16)
    {
        _layout = layout;
    }

    private VectorFile(string path, SafeFileHandle handle, MemoryMappedFile file, MemoryMappedViewAccessor view, VectorFileLayout layout, long rowCount, bool copiesScattered)
        : this(layout)
    {
        _file = file;
        _view = view;
        RowCount = rowCount;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
        _sums = layout.HasSums ? new RowSums(path, start, layout, rowCount) : null;
        _scattered = copiesScattered ? new ScatteredRows(path, handle, layout, _sums) : null;
        _blocks = new nint[layout.BlockCount(rowCount)];
        for (int block = 0; block < _blocks.Length; block++)
        {
            _blocks[block] = (nint)(start + layout.RowOffset((long)block << layout.BlockShift));
        }
    }

    /// <inheritdoc/>
    public override long RowCount { get; }

    /// <summary>Whether rows are checked: files of format version 1 have no checksums. True where there are no rows.</summary>
    public bool HasChecksums => _layout.HasSums;

    /// <summary>Opens a file for reading. A row's checksum is compared when the row is first read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row, 1 to 65,536.</param>
    /// <param name="rowCount">Rows to read; the file may hold more, which do not count. Where none counts the file is not looked at, for its writer may have been stopped before it had made it.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version or shape, or too short.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static VectorFile Open(string path, int dimensions, long rowCount) => Open(path, dimensions, rowCount, MappedLengthLimitInBytes);

    /// <summary>
    /// Opens a file whose first page is damaged as one of the newest format version. Whether it is one, each row's checksum says when the row is read;
    /// <see cref="VectorFileWriter.WriteFirstPage"/> makes it whole.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row, 1 to 65,536, by what is known of the rows elsewhere.</param>
    /// <param name="rowCount">Rows to read.</param>
    /// <exception cref="IndexFormatException">It is too short.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static VectorFile OpenBehindFirstPage(string path, int dimensions, long rowCount) => Open(path, dimensions, rowCount, MappedLengthLimitInBytes, readsFirstPage: false);

    /// <summary>The same.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="rowCount">Rows to read.</param>
    /// <param name="mappedLengthLimitInBytes">From a longer file rows that are read here and there are copied, by <see cref="ScatteredRows"/>.</param>
    /// <param name="readsFirstPage">Whether the first page is checked; otherwise the file is taken for one of the newest version.</param>
    internal static VectorFile Open(string path, int dimensions, long rowCount, long mappedLengthLimitInBytes, bool readsFirstPage = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorFileHeader.CheckShape(dimensions, rowCount);
        if (rowCount == 0)
        {
            return new VectorFile(new VectorFileLayout(VectorFileLayout.NewestVersion, dimensions));
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        MemoryMappedFile? file = null;
        try
        {
            VectorFileLayout layout = readsFirstPage
                ? VectorFileHeader.Check(stream, path, dimensions, rowCount)
                : VectorFileHeader.CheckLength(stream, path, new VectorFileLayout(VectorFileLayout.NewestVersion, dimensions), rowCount);
            file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            MemoryMappedViewAccessor view = file.CreateViewAccessor(0, layout.FileLengthInBytes(rowCount), MemoryMappedFileAccess.Read);
            return new VectorFile(path, stream.SafeFileHandle, file, view, layout, rowCount, layout.FileLengthInBytes(rowCount) > mappedLengthLimitInBytes);
        }
        catch
        {
            file?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Compares the checksum of every row that was not read before. A file without checksums passes: see <see cref="HasChecksums"/>.</summary>
    /// <param name="progress">Told from time to time how many rows are done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IndexFormatException">One is wrong: the message and <see cref="IndexFormatException.Offset"/> say which.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    public void VerifyAll(IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        RowView rows = View();
        for (long row = 0; row < RowCount; row += VectorFileLayout.RowsOfABlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long count = Math.Min(VectorFileLayout.RowsOfABlock, RowCount - row);
            rows.Verify(row, count);
            progress?.Report(row + count);
        }
    }

    /// <inheritdoc/>
    internal override RowView View()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new RowView(_blocks, _layout.BlockShift, RowCount, Dimensions, Format, Removed, _sums, _scattered);
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

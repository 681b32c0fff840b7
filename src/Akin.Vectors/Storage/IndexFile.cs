using System.IO.MemoryMappedFiles;

namespace Akin.Vectors.Storage;

/// <summary>
/// A derived file, mapped into memory: sections of bytes whose checksums are compared when they are first touched. Reading is thread-safe; whoever opened it disposes
/// it, once nobody reads any more. A file that takes its name meanwhile is not seen.
/// </summary>
/// <remarks>Opening reads the first page and the table, and so takes as long for a large file as for a small one but for 4 bytes a chunk of 256 KiB.</remarks>
internal sealed unsafe class IndexFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly MappedSection[] _sections;
    private byte* _start;

    private IndexFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, IndexFileHeader header, IndexSectionTable table)
    {
        Path = path;
        KindVersion = header.KindVersion;
        _file = file;
        _view = view;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
        _sections = new MappedSection[table.Sections.Count];
        int firstSum = 0;
        for (int index = 0; index < _sections.Length; index++)
        {
            IndexSection section = table.Sections[index];
            _sections[index] = new MappedSection(this, section, table.Sums.AsMemory(firstSum, (int)section.ChunkCount));
            firstSum += (int)section.ChunkCount;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Which version of the kind's sections: for the kind's own reader to check.</summary>
    public uint KindVersion { get; }

    /// <summary>The sections, ids rising.</summary>
    public IReadOnlyList<MappedSection> Sections => _sections;

    /// <summary>The mapping's first byte.</summary>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    internal byte* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return _start;
        }
    }

    /// <summary>Gives the memory back that reading sections took: they are read from the disk again when they are asked for again.</summary>
    public void GiveBack() => MappedPages.GiveBack(Start, (long)_view.SafeMemoryMappedViewHandle.ByteLength);

    /// <summary>Opens a file and checks its header and table; sections are checked as they are read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it must hold.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version or kind, truncated or damaged.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static IndexFile Open(string path, IndexKind kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            IndexFileHeader header = IndexFileHeader.Read(stream, path, kind);
            IndexSectionTable table = IndexSectionTable.Read(stream, path, header);
            file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = file.CreateViewAccessor(0, header.FileLengthInBytes, MemoryMappedFileAccess.Read);
            return new IndexFile(path, file, view, header, table);
        }
        catch
        {
            view?.Dispose();
            file?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A section by its id.</summary>
    /// <exception cref="IndexFormatException">The file has none of that id.</exception>
    public MappedSection Section(uint id) =>
        Array.Find(_sections, section => section.Id == id) ?? throw new IndexFormatException(Path, $"{Path} lacks section {id}: build it again.");

    /// <summary>Compares every checksum that was not compared before.</summary>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void VerifyAll(CancellationToken cancellationToken = default)
    {
        foreach (MappedSection section in _sections)
        {
            section.VerifyAll(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_start is not null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }
}

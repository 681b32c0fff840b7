using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>
/// Writes a derived file, section by section. The file appears under its name when it is complete and on the disk, in one step: readers see the old one or the new
/// one, whole. A writer that is disposed before leaves nothing. Not thread-safe; one writer a path.
/// </summary>
internal sealed class IndexFileWriter : IDisposable
{
    private readonly UnfinishedFile _file;
    private readonly IndexKind _kind;
    private readonly uint _kindVersion;
    private readonly List<IndexSection> _sections = [];
    private readonly List<uint> _sums = [];
    private long _position = IndexFileHeader.LengthInBytes;
    private uint _sum;
    private int _chunkLength;
    private bool _isInSection;
    private bool _isComplete;

    private IndexFileWriter(UnfinishedFile file, IndexKind kind, uint kindVersion)
    {
        _file = file;
        _kind = kind;
        _kindVersion = kindVersion;
    }

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file to be; one of that name is replaced on <see cref="Complete"/>. Its parts are gathered in <c>path.unfinished</c>.</param>
    /// <param name="kind">What it will hold.</param>
    /// <param name="kindVersion">Which version of that kind's sections.</param>
    /// <exception cref="IOException">It cannot be written, or somebody is writing it.</exception>
    public static IndexFileWriter Create(string path, IndexKind kind, uint kindVersion)
    {
        IndexFileWriter writer = new(new UnfinishedFile(path), kind, kindVersion);
        try
        {
            writer._file.Stream.Write(new byte[IndexFileHeader.LengthInBytes]);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Begins a section at the next page.</summary>
    /// <param name="id">Above the ids of the sections before it.</param>
    /// <exception cref="InvalidOperationException">Another one has not ended, or there are <see cref="IndexFileHeader.SectionLimit"/>.</exception>
    public void BeginSection(uint id)
    {
        if (_isInSection || _isComplete || _sections.Count == IndexFileHeader.SectionLimit)
        {
            throw new InvalidOperationException("A section begins when the one before has ended, and a file has at most 1,024.");
        }

        if (_sections.Count > 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(id, _sections[^1].Id);
        }

        _sections.Add(new IndexSection(id, _position, 0));
        _isInSection = true;
    }

    /// <summary>Adds bytes to the section.</summary>
    /// <exception cref="InvalidOperationException">No section has begun.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (!_isInSection)
        {
            throw new InvalidOperationException("Bytes belong to a section: begin one.");
        }

        Write(data);
    }

    /// <summary>Ends the section, and fills its last page with zeros.</summary>
    /// <exception cref="InvalidOperationException">No section has begun.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void EndSection()
    {
        if (!_isInSection)
        {
            throw new InvalidOperationException("No section has begun.");
        }

        IndexSection section = _sections[^1] with { LengthInBytes = _position - _sections[^1].Offset };
        _sections[^1] = section;
        Span<byte> zeros = stackalloc byte[(int)(section.PaddedLengthInBytes - section.LengthInBytes)];
        zeros.Clear();
        Write(zeros);
        EndChunk();
        _isInSection = false;
    }

    /// <summary>Writes a whole section.</summary>
    /// <param name="id">Above the ids of the sections before it.</param>
    /// <param name="data">Its bytes.</param>
    /// <exception cref="InvalidOperationException">Another one has not ended, or there are <see cref="IndexFileHeader.SectionLimit"/>.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(uint id, ReadOnlySpan<byte> data)
    {
        BeginSection(id);
        Append(data);
        EndSection();
    }

    /// <summary>Writes table and header, waits until all is on the disk, and gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">A section has not ended.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Complete()
    {
        if (_isInSection || _isComplete)
        {
            throw new InvalidOperationException("A file is completed once, when its last section has ended.");
        }

        byte[] table = new IndexSectionTable(_sections, [.. _sums]).ToBytes();
        IndexFileHeader header = new(_kind, _kindVersion, _sections.Count, _position, _position + table.Length, Crc32C.Compute(table));
        _file.Stream.Write(table);
        _file.Stream.Position = 0;
        _file.Stream.Write(header.ToBytes());
        _file.Complete(flushToDisk: true);
        _isComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(ReadOnlySpan<byte> data)
    {
        _file.Stream.Write(data);
        _position += data.Length;
        while (!data.IsEmpty)
        {
            int length = Math.Min(data.Length, IndexSection.ChunkInBytes - _chunkLength);
            _sum = Crc32C.Append(_sum, data[..length]);
            _chunkLength += length;
            data = data[length..];
            if (_chunkLength == IndexSection.ChunkInBytes)
            {
                EndChunk();
            }
        }
    }

    private void EndChunk()
    {
        if (_chunkLength > 0)
        {
            _sums.Add(_sum);
            _sum = 0;
            _chunkLength = 0;
        }
    }
}

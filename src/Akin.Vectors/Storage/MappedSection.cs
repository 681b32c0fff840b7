using System.Globalization;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>
/// A section of a derived file, in mapped memory. Bytes count only behind <see cref="Verify"/>, which compares the checksum of each chunk of 256 KiB once, on its first
/// touch. Thread-safe without locks: two threads may compare one chunk at the same time, to the same end. Valid until the file is disposed.
/// </summary>
internal sealed unsafe class MappedSection
{
    private readonly IndexFile _file;
    private readonly IndexSection _section;
    private readonly ReadOnlyMemory<uint> _sums;
    private readonly ulong[] _verified;

    /// <summary>Takes a section whose place and number of sums the table's reader has checked.</summary>
    internal MappedSection(IndexFile file, IndexSection section, ReadOnlyMemory<uint> sums)
    {
        _file = file;
        _section = section;
        _sums = sums;
        _verified = new ulong[(sums.Length + 63) / 64];
    }

    /// <summary>Its name within its kind.</summary>
    public uint Id => _section.Id;

    /// <summary>Where it begins in the file.</summary>
    public long Offset => _section.Offset;

    /// <summary>Bytes; zeros follow up to a whole page.</summary>
    public long Length => _section.LengthInBytes;

    /// <summary>The first byte, on a page; unchecked.</summary>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    public byte* Start => _file.Start + _section.Offset;

    /// <summary>Compares the checksums of the chunks that hold these bytes, where that was not done before.</summary>
    /// <param name="offset">Bytes from <see cref="Start"/>.</param>
    /// <param name="length">How many bytes; with none, nothing is compared.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie in the section.</exception>
    /// <exception cref="IndexFormatException">A checksum is wrong.</exception>
    /// <exception cref="ObjectDisposedException">The file is disposed.</exception>
    public void Verify(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Length - offset), nameof(length));
        if (length > 0)
        {
            long last = (offset + length - 1) / IndexSection.ChunkInBytes;
            for (long chunk = offset / IndexSection.ChunkInBytes; chunk <= last; chunk++)
            {
                if ((Volatile.Read(ref _verified[chunk / 64]) & (1UL << (int)(chunk % 64))) == 0)
                {
                    VerifyChunk(chunk);
                }
            }
        }
    }

    /// <summary>Compares every checksum that was not compared before.</summary>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void VerifyAll(CancellationToken cancellationToken = default)
    {
        for (long offset = 0; offset < Length; offset += IndexSection.ChunkInBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Verify(offset, 1);
        }
    }

    /// <summary>Some bytes, once their checksums are compared.</summary>
    /// <param name="offset">Bytes from <see cref="Start"/>.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie in the section.</exception>
    /// <exception cref="IndexFormatException">A checksum is wrong.</exception>
    public ReadOnlySpan<byte> Read(long offset, int length)
    {
        Verify(offset, length);
        return new ReadOnlySpan<byte>(Start + offset, length);
    }

    /// <summary>The whole section, once its checksums are compared: for small ones.</summary>
    /// <exception cref="IndexFormatException">A checksum is wrong, or the section is too long for a span.</exception>
    public ReadOnlySpan<byte> ReadAll() => Length <= Array.MaxLength
        ? Read(0, (int)Length)
        : throw new IndexFormatException(_file.Path, string.Create(CultureInfo.InvariantCulture, $"{_file.Path} has {Length} bytes in section {Id}, where at most {Array.MaxLength} are expected: build it again."), offset: _section.Offset);

    private void VerifyChunk(long chunk)
    {
        long offset = chunk * IndexSection.ChunkInBytes;
        int length = (int)Math.Min(IndexSection.ChunkInBytes, _section.PaddedLengthInBytes - offset);
        if (Crc32C.Compute(new ReadOnlySpan<byte>(Start + offset, length)) != _sums.Span[(int)chunk])
        {
            long place = _section.Offset + offset;
            throw new IndexFormatException(_file.Path, string.Create(CultureInfo.InvariantCulture, $"{_file.Path} is damaged in section {Id}: the checksum of the {length} bytes from byte {place} on is wrong. Build it again."), offset: place);
        }

        Interlocked.Or(ref _verified[chunk / 64], 1UL << (int)(chunk % 64));
    }
}

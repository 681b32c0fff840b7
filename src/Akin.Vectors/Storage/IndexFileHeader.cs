using System.Buffers.Binary;
using System.Globalization;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>The first page of a derived file, as <c>docs/formats/index-file.md</c> lays it out.</summary>
/// <param name="Kind">What the file holds.</param>
/// <param name="KindVersion">Which version of that kind's sections.</param>
/// <param name="SectionCount">Sections, 0 to <see cref="SectionLimit"/>.</param>
/// <param name="TableOffset">Where the table begins: behind the last section. The file ends with it.</param>
/// <param name="FileLengthInBytes">The whole file.</param>
/// <param name="TableSum">CRC-32C of the table.</param>
internal sealed record IndexFileHeader(IndexKind Kind, uint KindVersion, int SectionCount, long TableOffset, long FileLengthInBytes, uint TableSum)
{
    /// <summary>A page, so that sections begin where a mapping may begin.</summary>
    public const int LengthInBytes = 4096;

    /// <summary>More sections than any kind has are a damaged number.</summary>
    public const int SectionLimit = 1024;

    private const uint FormatVersion = 1;

    /// <summary>The page's own sum stands at its end and covers all before it.</summary>
    private const int SumOffset = LengthInBytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "AKININDX"u8;

    /// <summary>The page.</summary>
    public byte[] ToBytes()
    {
        byte[] page = new byte[LengthInBytes];
        Magic.CopyTo(page);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(12), (uint)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(16), KindVersion);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(20), SectionCount);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(24), TableOffset);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(32), FileLengthInBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(40), TableSum);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(SumOffset), Crc32C.Compute(page.AsSpan(0, SumOffset)));
        return page;
    }

    /// <summary>Reads and checks a file's first page against its length. Nothing is allocated by what it says.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="kind">What the file must hold.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version or kind, or damaged.</exception>
    public static IndexFileHeader Read(FileStream file, string path, IndexKind kind)
    {
        Span<byte> page = stackalloc byte[LengthInBytes];
        int readCount = file.ReadAtLeast(page, LengthInBytes, throwOnEndOfStream: false);
        if (readCount < Magic.Length || !page.StartsWith(Magic))
        {
            throw new IndexFormatException(path, $"{path} is no index of Akin's: it does not begin as one.", offset: 0);
        }

        if (readCount < LengthInBytes)
        {
            throw new IndexFormatException(path, $"{path} ends within its first page: it is truncated. Build it again.", offset: readCount);
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(page[8..]);
        bool isWhole = BinaryPrimitives.ReadUInt32LittleEndian(page[SumOffset..]) == Crc32C.Compute(page[..SumOffset]);
        return isWhole && version == FormatVersion ? Parse(page, path, kind, file.Length)
            : isWhole ? throw new IndexFormatException(path, $"{path} has format version {version}, this Akin reads version {FormatVersion}: build it again.", offset: 8)
            : throw new IndexFormatException(path, $"{path} is damaged in its first page: its checksum is wrong. Build it again.", offset: 0);
    }

    private static IndexFileHeader Parse(ReadOnlySpan<byte> page, string path, IndexKind kind, long actualLength)
    {
        IndexFileHeader header = new(
            (IndexKind)BinaryPrimitives.ReadUInt32LittleEndian(page[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(page[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(page[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(page[40..]));
        if (header.Kind != kind)
        {
            throw new IndexFormatException(path, $"{path} is an index of kind {header.Kind}, expected {kind}.", offset: 12);
        }

        if (header.FileLengthInBytes != actualLength)
        {
            throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} has {actualLength} bytes, and its header asks for {header.FileLengthInBytes}: it is {(actualLength < header.FileLengthInBytes ? "truncated" : "damaged")}. Build it again."), offset: Math.Min(actualLength, Math.Max(0, header.FileLengthInBytes)));
        }

        return header.SectionCount is >= 0 and <= SectionLimit && header.TableOffset >= LengthInBytes && header.TableOffset <= actualLength
            ? header
            : throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} tells of {header.SectionCount} sections and a table at byte {header.TableOffset} of {actualLength}, which cannot be: build it again."), offset: 20);
    }
}

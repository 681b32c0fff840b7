using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>The end of a derived file: its sections, and the sums of their chunks, as <c>docs/formats/index-file.md</c> lays them out.</summary>
/// <param name="Sections">One behind the other, ids rising.</param>
/// <param name="Sums">CRC-32C of every chunk, in the order of the file.</param>
internal sealed record IndexSectionTable(IReadOnlyList<IndexSection> Sections, uint[] Sums)
{
    private const int EntryInBytes = 24;

    /// <summary>The table as it is stored.</summary>
    public byte[] ToBytes()
    {
        byte[] table = new byte[checked((EntryInBytes * Sections.Count) + (sizeof(uint) * Sums.Length))];
        Span<byte> rest = table;
        foreach (IndexSection section in Sections)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, section.Id);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], section.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], section.LengthInBytes);
            rest = rest[EntryInBytes..];
        }

        MemoryMarshal.AsBytes<uint>(Sums).CopyTo(rest);
        return table;
    }

    /// <summary>Reads and checks the table. What is allocated is bounded by the file's true length.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="header">Its checked header.</param>
    /// <exception cref="IndexFormatException">The table is damaged or tells of what cannot be.</exception>
    public static IndexSectionTable Read(FileStream file, string path, IndexFileHeader header)
    {
        long length = header.FileLengthInBytes - header.TableOffset;
        long sectionsInBytes = header.TableOffset - IndexFileHeader.LengthInBytes;
        long mostChunks = header.SectionCount + (sectionsInBytes / IndexSection.ChunkInBytes);
        if (length < (long)EntryInBytes * header.SectionCount || length > ((long)EntryInBytes * header.SectionCount) + (sizeof(uint) * mostChunks) || length > Array.MaxLength)
        {
            throw Wrong(path, header.TableOffset, string.Create(CultureInfo.InvariantCulture, $"its table has {length} bytes, which is not what {header.SectionCount} sections in {sectionsInBytes} bytes need"));
        }

        byte[] table = new byte[length];
        file.Position = header.TableOffset;
        if (file.ReadAtLeast(table, table.Length, throwOnEndOfStream: false) < table.Length || Crc32C.Compute(table) != header.TableSum)
        {
            throw Wrong(path, header.TableOffset, "the checksum of its table is wrong");
        }

        IndexSection[] sections = Entries(table, path, header);
        uint[] sums = MemoryMarshal.Cast<byte, uint>(table.AsSpan(EntryInBytes * sections.Length)).ToArray();
        long chunkCount = sections.Sum(static section => section.ChunkCount);
        return chunkCount * sizeof(uint) == length - (EntryInBytes * sections.Length)
            ? new IndexSectionTable(sections, sums)
            : throw Wrong(path, header.TableOffset, string.Create(CultureInfo.InvariantCulture, $"its table has {sums.Length} sums, and its sections have {chunkCount} chunks"));
    }

    private static IndexSection[] Entries(ReadOnlySpan<byte> table, string path, IndexFileHeader header)
    {
        IndexSection[] sections = new IndexSection[header.SectionCount];
        long end = IndexFileHeader.LengthInBytes;
        for (int index = 0; index < sections.Length; index++)
        {
            ReadOnlySpan<byte> entry = table[(index * EntryInBytes)..];
            IndexSection section = new(BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
            long place = header.TableOffset + (index * EntryInBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]) != 0 || (index > 0 && section.Id <= sections[index - 1].Id))
            {
                throw Wrong(path, place, string.Create(CultureInfo.InvariantCulture, $"the ids of its sections do not rise at entry {index}"));
            }

            if (section.Offset != end || section.LengthInBytes < 0 || section.LengthInBytes > header.TableOffset - end || section.PaddedLengthInBytes > header.TableOffset - end)
            {
                throw Wrong(path, place, string.Create(CultureInfo.InvariantCulture, $"section {section.Id} claims {section.LengthInBytes} bytes at {section.Offset}, and sections lie between {end} and {header.TableOffset}"));
            }

            sections[index] = section;
            end += section.PaddedLengthInBytes;
        }

        return end == header.TableOffset ? sections : throw Wrong(path, end, string.Create(CultureInfo.InvariantCulture, $"its sections end at {end}, and its table begins at {header.TableOffset}"));
    }

    private static IndexFormatException Wrong(string path, long offset, string reason) => new(path, $"{path} is damaged: {reason}. Build it again.", offset: offset);
}

using System.Buffers.Binary;
using System.Globalization;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

/// <summary>What a file of hash tables says of itself first: <c>docs/formats/hash-tables.md</c>.</summary>
/// <param name="Dimensions">Components of a row, 1 to 65,536.</param>
/// <param name="HashSize">Bits of a hash, 1 to 64.</param>
/// <param name="TableCount">Tables, 1 to 1,024.</param>
/// <param name="RowCount">Rows in each table.</param>
/// <param name="Probes">Buckets that a query looks into, at least 1.</param>
internal sealed record HashTableShape(int Dimensions, int HashSize, int TableCount, int RowCount, long Probes)
{
    /// <summary>Bytes of the section.</summary>
    public const int LengthInBytes = 32;

    /// <summary>Bytes of a table's entry in <see cref="HashTableSection.Origins"/>.</summary>
    public const int OriginInBytes = 16;

    /// <summary>The section.</summary>
    public byte[] ToBytes()
    {
        byte[] section = new byte[LengthInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(section, Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(4), HashSize);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(8), TableCount);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(16), RowCount);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(24), Probes);
        return section;
    }

    /// <summary>Reads and checks the parameters, and the lengths of the sections that they ask for, but for that of the hyperplanes.</summary>
    /// <exception cref="IndexFormatException">They cannot be, or the sections are of other lengths.</exception>
    public static HashTableShape Read(IndexFile file)
    {
        MappedSection section = file.Section(HashTableSection.Parameters);
        CheckLength(file, section, LengthInBytes);
        ReadOnlySpan<byte> bytes = section.ReadAll();
        int dimensions = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int hashSize = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int tableCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        long rowCount = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        long probes = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        if (dimensions is < 1 or > VectorRows.DimensionsLimit || hashSize is < 1 or > HyperplaneHash.HashSizeLimit
            || tableCount is < 1 or > HashTableOptions.TableCountLimit || rowCount < 0 || rowCount > Array.MaxLength || probes < 1)
        {
            throw new IndexFormatException(
                file.Path,
                string.Create(CultureInfo.InvariantCulture, $"{file.Path} tells of {tableCount} tables of {hashSize} bits over {rowCount} rows of {dimensions} dimensions and of {probes} probes, which cannot be: build it again."),
                offset: section.Offset);
        }

        HashTableShape shape = new(dimensions, hashSize, tableCount, (int)rowCount, probes);
        int directoryBits = HashBuckets.DirectoryBitsOf(hashSize, shape.RowCount);
        CheckLength(file, file.Section(HashTableSection.Origins), (long)OriginInBytes * tableCount);
        CheckLength(file, file.Section(HashTableSection.Offsets), sizeof(int) * ((1L << directoryBits) + 1) * tableCount);
        CheckLength(file, file.Section(HashTableSection.Rows), sizeof(int) * rowCount * tableCount);
        CheckLength(file, file.Section(HashTableSection.Hashes), directoryBits < hashSize ? sizeof(ulong) * rowCount * tableCount : 0);
        return shape;
    }

    /// <summary>Checks that a section is as long as it must be.</summary>
    /// <exception cref="IndexFormatException">It is not.</exception>
    public static void CheckLength(IndexFile file, MappedSection section, long expected)
    {
        if (section.Length != expected)
        {
            throw new IndexFormatException(
                file.Path,
                string.Create(CultureInfo.InvariantCulture, $"{file.Path} has {section.Length} bytes in section {section.Id}, expected {expected}: build it again."),
                offset: section.Offset);
        }
    }
}

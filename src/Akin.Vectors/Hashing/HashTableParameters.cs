using System.Buffers.Binary;
using System.Globalization;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

/// <summary>What a file of hash tables says of itself: the section that <c>docs/formats/hash-tables.md</c> calls parameters.</summary>
/// <param name="Dimensions">Components of a row, 1 to 65,536.</param>
/// <param name="HashSize">Bits of a hash, 1 to 64.</param>
/// <param name="TableCount">Tables, 1 to 1,024.</param>
/// <param name="RowCount">Rows in each table.</param>
/// <param name="RowFormat">How the rows' components are kept.</param>
/// <param name="RowFingerprint">The rows' <see cref="Storage.RowFingerprint"/>.</param>
/// <param name="Settings">How the tables are searched.</param>
internal sealed record HashTableParameters(
    int Dimensions, int HashSize, int TableCount, int RowCount, RowFormat RowFormat, uint RowFingerprint, HashTableSettings Settings)
{
    /// <summary>Bytes of the section.</summary>
    public const int LengthInBytes = 64;

    /// <summary>Bytes of a table's entry in <see cref="HashTableSection.Origins"/>.</summary>
    public const int OriginInBytes = 16;

    /// <summary>The section.</summary>
    public byte[] ToBytes()
    {
        byte[] section = new byte[LengthInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(section, Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(4), HashSize);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(8), TableCount);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(12), Settings.Probes);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(16), RowCount);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(24), (int)RowFormat);
        BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(28), RowFingerprint);
        if (Settings.Recall is RecallMeasurement recall)
        {
            BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(32), 1);
            BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(36), recall.QueryCount);
            BinaryPrimitives.WriteDoubleLittleEndian(section.AsSpan(40), recall.At10);
            BinaryPrimitives.WriteDoubleLittleEndian(section.AsSpan(48), recall.LowerBound);
            BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(56), recall.RowCount);
        }

        return section;
    }

    /// <summary>Reads and checks the parameters, and the lengths of the sections that they ask for, but for that of the hyperplanes.</summary>
    /// <exception cref="IndexFormatException">They cannot be, or the sections are of other lengths.</exception>
    public static HashTableParameters Read(IndexFile file)
    {
        MappedSection section = file.Section(HashTableSection.Parameters);
        CheckLength(file, section, LengthInBytes);
        ReadOnlySpan<byte> bytes = section.ReadAll();
        int dimensions = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int hashSize = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int tableCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int probes = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        long rowCount = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        if (dimensions is < 1 or > VectorRows.DimensionsLimit || hashSize is < 1 or > HyperplaneHash.HashSizeLimit
            || tableCount is < 1 or > HashTableOptions.TableCountLimit || rowCount < 0 || rowCount > Array.MaxLength || probes < 1)
        {
            throw new IndexFormatException(
                file.Path,
                string.Create(CultureInfo.InvariantCulture, $"{file.Path} tells of {tableCount} tables of {hashSize} bits over {rowCount} rows of {dimensions} dimensions and of {probes} probes, which cannot be: build it again."),
                offset: section.Offset);
        }

        RowFormat format = (RowFormat)BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        uint fingerprint = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]);
        HashTableParameters parameters = new(
            dimensions, hashSize, tableCount, (int)rowCount, format, fingerprint, new HashTableSettings(probes, ReadRecall(file, section.Offset, bytes)));
        int directoryBits = HashBuckets.DirectoryBitsOf(hashSize, parameters.RowCount);
        CheckLength(file, file.Section(HashTableSection.Origins), (long)OriginInBytes * tableCount);
        CheckLength(file, file.Section(HashTableSection.Offsets), sizeof(int) * ((1L << directoryBits) + 1) * tableCount);
        CheckLength(file, file.Section(HashTableSection.Rows), sizeof(int) * rowCount * tableCount);
        CheckLength(file, file.Section(HashTableSection.Hashes), directoryBits < hashSize ? sizeof(ulong) * rowCount * tableCount : 0);
        return parameters;
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

    private static RecallMeasurement? ReadRecall(IndexFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        int isMeasured = BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]);
        RecallMeasurement recall = new(
            BinaryPrimitives.ReadDoubleLittleEndian(bytes[40..]),
            BinaryPrimitives.ReadDoubleLittleEndian(bytes[48..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]));
        return isMeasured is 0 or 1 && recall.IsPossible
            ? isMeasured == 1 ? recall : null
            : throw new IndexFormatException(file.Path, $"{file.Path} tells of a recall that cannot be: build it again.", offset: offset);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>What a file of codes says of itself: the section that <c>docs/formats/codes.md</c> calls parameters.</summary>
/// <param name="Dimensions">Components of a row.</param>
/// <param name="RotatedDimensions">Components of a rotated row.</param>
/// <param name="Seed">What the rotation was drawn from.</param>
/// <param name="RowCount">Rows that are encoded.</param>
/// <param name="CentreRowCount">Rows that there were when the centre was computed.</param>
/// <param name="RowFormat">How the rows' components are kept.</param>
/// <param name="RowFingerprint">The rows' <see cref="Storage.RowFingerprint"/>.</param>
/// <param name="Settings">How the index searches.</param>
internal sealed record CodeFileParameters(
    int Dimensions,
    int RotatedDimensions,
    ulong Seed,
    long RowCount,
    long CentreRowCount,
    RowFormat RowFormat,
    uint RowFingerprint,
    CodeSettings Settings)
{
    /// <summary>The section's length.</summary>
    public const int LengthInBytes = 80;

    /// <summary>Where what was measured begins.</summary>
    private const int RecallOffset = 44;

    /// <summary>The section.</summary>
    public byte[] ToBytes()
    {
        byte[] section = new byte[LengthInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(section, Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(4), RotatedDimensions);
        BinaryPrimitives.WriteUInt64LittleEndian(section.AsSpan(8), Seed);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(16), RowCount);
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(24), CentreRowCount);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(32), (int)RowFormat);
        BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(36), RowFingerprint);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(40), Settings.ReRank);
        RecallFields.Write(section.AsSpan(RecallOffset, RecallFields.LengthInBytes), Settings.Recall);
        return section;
    }

    /// <summary>Reads and checks the section by itself.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="section">The section.</param>
    /// <exception cref="IndexFormatException">It is damaged, or tells of what cannot be.</exception>
    public static CodeFileParameters Read(string path, MappedSection section)
    {
        if (section.Length != LengthInBytes)
        {
            throw IndexFormatException.Damaged(path, section.Offset, string.Create(CultureInfo.InvariantCulture, $"its parameters have {section.Length} bytes, expected {LengthInBytes}"));
        }

        ReadOnlySpan<byte> bytes = section.ReadAll();
        bool isRecallPossible = RecallFields.TryRead(bytes.Slice(RecallOffset, RecallFields.LengthInBytes), out RecallMeasurement? recall);
        CodeFileParameters parameters = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            (RowFormat)BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]),
            new CodeSettings(BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]), recall));
        bool isPossible = parameters.Dimensions is >= 1 and <= VectorRows.DimensionsLimit
            && parameters.RowCount is >= 0 and <= uint.MaxValue
            && parameters.CentreRowCount >= 0 && parameters.CentreRowCount <= parameters.RowCount
            && parameters.RowFormat is RowFormat.Float16 or RowFormat.Float32
            && parameters.Settings.ReRank >= ReRanking.WantedCount
            && isRecallPossible;
        return isPossible ? parameters : throw IndexFormatException.Damaged(path, section.Offset, "its parameters tell of what cannot be");
    }
}

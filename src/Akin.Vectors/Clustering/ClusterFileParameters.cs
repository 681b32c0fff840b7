using System.Buffers.Binary;
using System.Globalization;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

/// <summary>What a file of lists says of itself: the section that <c>docs/formats/lists.md</c> calls parameters.</summary>
/// <param name="Dimensions">Components of a row.</param>
/// <param name="RotatedDimensions">Components of a rotated row.</param>
/// <param name="Seed">What rotation and first centres were drawn from.</param>
/// <param name="RowCount">Rows that lie in lists.</param>
/// <param name="ListCount">How many lists there are.</param>
/// <param name="RowFormat">How the rows' components are kept.</param>
/// <param name="RowFingerprint">The rows' <see cref="Storage.RowFingerprint"/>.</param>
/// <param name="Settings">How the index searches.</param>
internal sealed record ClusterFileParameters(
    int Dimensions,
    int RotatedDimensions,
    ulong Seed,
    long RowCount,
    int ListCount,
    RowFormat RowFormat,
    uint RowFingerprint,
    ClusterSettings Settings)
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
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(24), ListCount);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(28), (int)RowFormat);
        BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(32), RowFingerprint);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(36), Settings.Probes);
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(40), Settings.ReRank);
        RecallFields.Write(section.AsSpan(RecallOffset, RecallFields.LengthInBytes), Settings.Recall);
        return section;
    }

    /// <summary>Reads and checks the section by itself.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="section">The section.</param>
    /// <exception cref="IndexFormatException">It is damaged, or tells of what cannot be.</exception>
    public static ClusterFileParameters Read(string path, MappedSection section)
    {
        if (section.Length != LengthInBytes)
        {
            throw IndexFormatException.Damaged(path, section.Offset, string.Create(CultureInfo.InvariantCulture, $"its parameters have {section.Length} bytes, expected {LengthInBytes}"));
        }

        ReadOnlySpan<byte> bytes = section.ReadAll();
        bool isRecallPossible = RecallFields.TryRead(bytes.Slice(RecallOffset, RecallFields.LengthInBytes), out RecallMeasurement? recall);
        ClusterFileParameters parameters = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            (RowFormat)BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
            new ClusterSettings(
                BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
                recall));
        bool isPossible = parameters.Dimensions is >= 1 and <= VectorRows.DimensionsLimit
            && parameters.RowCount is >= 0 and <= ClusteredIndex.RowCountLimit
            && parameters.ListCount is >= 1 and <= ClusterOptions.ListCountLimit
            && parameters.RowFormat is RowFormat.Float16 or RowFormat.Float32
            && parameters.Settings is { Probes: >= 1, ReRank: >= ReRanking.WantedCount }
            && isRecallPossible;
        return isPossible ? parameters : throw IndexFormatException.Damaged(path, section.Offset, "its parameters tell of what cannot be");
    }
}

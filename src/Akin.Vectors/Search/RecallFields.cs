using System.Buffers.Binary;

namespace Akin.Vectors.Search;

/// <summary>A measured recall as files of codes and of lists keep it, 32 bytes: see <c>docs/formats/codes.md</c>.</summary>
internal static class RecallFields
{
    /// <summary>Bytes of the fields.</summary>
    public const int LengthInBytes = 32;

    /// <summary>Writes a recall.</summary>
    /// <param name="fields">[<see cref="LengthInBytes"/>], zeros before.</param>
    /// <param name="recall">The recall, or null where nothing was measured: all stays zero.</param>
    public static void Write(Span<byte> fields, RecallMeasurement? recall)
    {
        if (recall is not null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(fields, 1);
            BinaryPrimitives.WriteDoubleLittleEndian(fields[4..], recall.At10);
            BinaryPrimitives.WriteDoubleLittleEndian(fields[12..], recall.LowerBound);
            BinaryPrimitives.WriteInt64LittleEndian(fields[20..], recall.RowCount);
            BinaryPrimitives.WriteInt32LittleEndian(fields[28..], recall.QueryCount);
        }
    }

    /// <summary>Reads a recall.</summary>
    /// <param name="fields">[<see cref="LengthInBytes"/>].</param>
    /// <param name="recall">The recall; null where nothing was measured.</param>
    /// <returns>False where the fields tell of what cannot be.</returns>
    public static bool TryRead(ReadOnlySpan<byte> fields, out RecallMeasurement? recall)
    {
        int isMeasured = BinaryPrimitives.ReadInt32LittleEndian(fields);
        RecallMeasurement read = new(
            BinaryPrimitives.ReadDoubleLittleEndian(fields[4..]),
            BinaryPrimitives.ReadDoubleLittleEndian(fields[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(fields[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[20..]));
        recall = isMeasured == 0 ? null : read;
        return isMeasured is 0 or 1 && read.IsPossible;
    }
}

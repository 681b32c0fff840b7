using System.Buffers.Binary;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>
/// A checksum of a sample of rows, by which a derived file knows the rows that it was made of: that they are as many, and that those of the sample are the
/// same to the bit. It tells files apart that were mixed up; it is no proof against forgery.
/// </summary>
internal static class RowFingerprint
{
    /// <summary>The first row, the last one and 64 between them: few enough to be read from a disk in milliseconds.</summary>
    private const int SampleCount = 66;

    /// <summary>CRC-32C of dimensions, format and number of rows, and of the components of up to 66 rows, as <c>docs/formats/index-file.md</c> tells it.</summary>
    /// <param name="rows">The rows: those that are added later do not belong to it.</param>
    /// <exception cref="IndexFormatException">A row lies in a file and is damaged.</exception>
    public static unsafe uint Of(in RowView rows)
    {
        Span<byte> shape = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(shape, rows.Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(shape[4..], (int)rows.Format);
        BinaryPrimitives.WriteInt64LittleEndian(shape[8..], rows.RowCount);
        uint sum = Crc32C.Compute(shape);
        int rowInBytes = rows.Dimensions * (rows.Format == RowFormat.Float16 ? sizeof(ushort) : sizeof(float));
        long count = Math.Min(rows.RowCount, SampleCount);
        for (long sample = 0; sample < count; sample++)
        {
            long row = count == 1 ? 0 : (long)((Int128)sample * (rows.RowCount - 1) / (count - 1));
            rows.Verify(row);
            sum = Crc32C.Append(sum, new ReadOnlySpan<byte>(rows.Address(row), rowInBytes));
        }

        return sum;
    }
}

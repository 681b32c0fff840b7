using System.Buffers.Binary;
using System.Globalization;
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

    /// <summary>Checks that a derived file was made of these rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows, and perhaps more behind those that the file was made of.</param>
    /// <param name="dimensions">Components that a row had.</param>
    /// <param name="format">How they were kept.</param>
    /// <param name="rowCount">How many rows there were.</param>
    /// <param name="fingerprint">Their fingerprint.</param>
    /// <exception cref="IndexFormatException">It was made of others, or a row lies in a file and is damaged.</exception>
    public static void Require(string path, in RowView rows, int dimensions, RowFormat format, long rowCount, uint fingerprint)
    {
        if (dimensions != rows.Dimensions || format != rows.Format || rowCount > rows.RowCount)
        {
            throw new IndexFormatException(
                path,
                string.Create(CultureInfo.InvariantCulture, $"{path} was made of other rows: of {rowCount} with {dimensions} dimensions in {format}, and there are {rows.RowCount} with {rows.Dimensions} in {rows.Format}. Build it again."));
        }

        if (fingerprint != Of(rows.First(rowCount)))
        {
            throw new IndexFormatException(
                path, string.Create(CultureInfo.InvariantCulture, $"{path} was made of other rows: the first {rowCount} are not those that it was made of. Build it again."));
        }
    }

    /// <summary>CRC-32C of dimensions, format and number of rows, and of the components of up to 66 rows, as <c>docs/formats/index-file.md</c> tells it.</summary>
    /// <param name="rows">The rows: those that are added later do not belong to it.</param>
    /// <exception cref="IndexFormatException">A row lies in a file and is damaged.</exception>
    public static uint Of(in RowView rows)
    {
        Span<byte> shape = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(shape, rows.Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(shape[4..], (int)rows.Format);
        BinaryPrimitives.WriteInt64LittleEndian(shape[8..], rows.RowCount);
        uint sum = Crc32C.Compute(shape);
        int rowInBytes = rows.Dimensions * (rows.Format == RowFormat.Float16 ? sizeof(ushort) : sizeof(float));
        byte[] scratch = new byte[rows.StrideInBytes];
        long count = Math.Min(rows.RowCount, SampleCount);
        for (long sample = 0; sample < count; sample++)
        {
            long row = count == 1 ? 0 : (long)((Int128)sample * (rows.RowCount - 1) / (count - 1));
            sum = Crc32C.Append(sum, rows.Scattered(row, scratch)[..rowInBytes]);
        }

        return sum;
    }
}

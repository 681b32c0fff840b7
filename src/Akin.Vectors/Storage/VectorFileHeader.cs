using System.Buffers.Binary;

namespace Akin.Vectors.Storage;

/// <summary>The first page of a vector file, as <c>docs/formats/vectors-f16.md</c> lays it out.</summary>
internal static class VectorFileHeader
{
    /// <summary>A page, so that rows begin where a mapping may begin.</summary>
    public const int LengthInBytes = 4096;

    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "AKINROWS"u8;

    private static int StrideInBytes(int dimensions) => VectorRows.StrideInBytes(dimensions, RowFormat.Float16);

    /// <summary>Bytes of a file with so many rows.</summary>
    public static long FileLengthInBytes(int dimensions, long rowCount) => checked(LengthInBytes + (rowCount * StrideInBytes(dimensions)));

    public static byte[] Write(int dimensions)
    {
        byte[] header = new byte[LengthInBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), StrideInBytes(dimensions));
        return header;
    }

    /// <summary>Checks a file's beginning and length.</summary>
    /// <param name="file">The file, read at its start.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="dimensions">What the rows must have.</param>
    /// <param name="rowCount">How many rows there must be at least.</param>
    /// <exception cref="IndexFormatException">It is not such a file.</exception>
    public static void Check(FileStream file, string path, int dimensions, long rowCount)
    {
        Span<byte> header = stackalloc byte[20];
        file.Position = 0;
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith(Magic))
        {
            throw new IndexFormatException(path, $"{path} is no file of Akin's vectors.");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
        {
            throw new IndexFormatException(path, $"{path} has format version {version}, this Akin reads version {Version}.");
        }

        int actualDimensions = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        int actualStride = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        if (actualDimensions != dimensions || actualStride != StrideInBytes(dimensions))
        {
            throw new IndexFormatException(path, $"{path} holds rows of {actualDimensions} dimensions every {actualStride} bytes, expected {dimensions} every {StrideInBytes(dimensions)}.");
        }

        if (file.Length < FileLengthInBytes(dimensions, rowCount))
        {
            throw new IndexFormatException(path, $"{path} has {file.Length} bytes, and {rowCount} rows take {FileLengthInBytes(dimensions, rowCount)}.");
        }
    }

    /// <summary>Checks what a caller asks for.</summary>
    public static void CheckShape(int dimensions, long rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, VectorRows.DimensionsLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, long.MaxValue / (2 * VectorRows.DimensionsLimit) / 2);
    }
}

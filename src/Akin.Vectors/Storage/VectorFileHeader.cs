using System.Buffers.Binary;
using System.Globalization;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>The first page of a vector file, as <c>docs/formats/vectors-f16.md</c> lays it out.</summary>
internal static class VectorFileHeader
{
    /// <summary>From version 2 on the page's own sum stands at its end and covers all before it.</summary>
    private const int SumOffset = VectorFileLayout.PageInBytes - sizeof(uint);

    private const int FieldsInBytes = 20;

    private static ReadOnlySpan<byte> Magic => "AKINROWS"u8;

    /// <summary>The page of a file of the newest version.</summary>
    public static byte[] Write(VectorFileLayout layout)
    {
        byte[] header = new byte[VectorFileLayout.PageInBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), layout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), layout.Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), layout.StrideInBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(SumOffset), Crc32C.Compute(header.AsSpan(0, SumOffset)));
        return header;
    }

    /// <summary>Checks a file's beginning and length.</summary>
    /// <param name="file">The file, read at its start.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="dimensions">What the rows must have.</param>
    /// <param name="rowCount">How many rows there must be at least.</param>
    /// <exception cref="IndexFormatException">It is not such a file.</exception>
    public static VectorFileLayout Check(FileStream file, string path, int dimensions, long rowCount)
    {
        Span<byte> header = stackalloc byte[VectorFileLayout.PageInBytes];
        file.Position = 0;
        int readCount = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (readCount < Magic.Length || !header.StartsWith(Magic))
        {
            throw new IndexFormatException(path, $"{path} is no file of Akin's vectors.", offset: 0);
        }

        if (readCount < header.Length)
        {
            throw new IndexFormatException(path, $"{path} ends within its first page: it is truncated.", offset: readCount);
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version is 0 or > VectorFileLayout.NewestVersion)
        {
            throw new IndexFormatException(path, $"{path} has format version {version}, this Akin reads the versions 1 to {VectorFileLayout.NewestVersion}.", offset: 8);
        }

        VectorFileLayout layout = new(version, dimensions);

        // In version 1 zeros follow: a page of version 2 whose version is damaged has its sum there, and must not pass for one without sums.
        bool isWhole = layout.HasSums
            ? BinaryPrimitives.ReadUInt32LittleEndian(header[SumOffset..]) == Crc32C.Compute(header[..SumOffset])
            : !header[FieldsInBytes..].ContainsAnyExcept((byte)0);
        if (!isWhole)
        {
            throw new IndexFormatException(path, $"{path} is damaged: the checksum of its first page is wrong.", offset: 0);
        }

        int actualDimensions = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        int actualStride = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        if (actualDimensions != dimensions || actualStride != layout.StrideInBytes)
        {
            throw new IndexFormatException(path, $"{path} holds rows of {actualDimensions} dimensions every {actualStride} bytes, expected {dimensions} every {layout.StrideInBytes}.", offset: 12);
        }

        return CheckLength(file, path, layout, rowCount);
    }

    /// <summary>Checks a file's length alone.</summary>
    /// <returns>The layout.</returns>
    /// <exception cref="IndexFormatException">It is too short.</exception>
    public static VectorFileLayout CheckLength(FileStream file, string path, VectorFileLayout layout, long rowCount) =>
        file.Length >= layout.FileLengthInBytes(rowCount) ? layout
            : throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} has {file.Length} bytes, and {rowCount} rows take {layout.FileLengthInBytes(rowCount)}: it is truncated."), offset: file.Length);

    /// <summary>Checks what a caller asks for.</summary>
    public static void CheckShape(int dimensions, long rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, VectorRows.DimensionsLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, long.MaxValue / (2 * VectorRows.DimensionsLimit) / 2);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Akin.Vectors.Storage;

/// <summary>What stands before the numbers of a flat index of FAISS, as its <c>impl/index_write.cpp</c> writes it.</summary>
/// <param name="Metric">What it compares rows by.</param>
/// <param name="Dimensions">Components of a row, at least 1.</param>
/// <param name="RowCount">Rows.</param>
/// <remarks>
/// Little-endian, unaligned: four letters (<c>IxFI</c>, <c>IxF2</c>), int32 dimensions, int64 rows, two int64 of no meaning, one byte that says it is trained,
/// int32 metric, int64 number of floats that follow.
/// </remarks>
internal sealed record FaissHeader(FaissMetric Metric, int Dimensions, long RowCount)
{
    public const int LengthInBytes = 45;

    /// <summary>What FAISS writes where an older version kept something.</summary>
    private const long Unused = 1 << 20;

    public static long FileLengthInBytes(int dimensions, long rowCount) => checked(LengthInBytes + (rowCount * dimensions * sizeof(float)));

    public byte[] ToBytes()
    {
        byte[] header = new byte[LengthInBytes];
        (Metric == FaissMetric.InnerProduct ? "IxFI"u8 : "IxF2"u8).CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), Dimensions);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), RowCount);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), Unused);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), Unused);
        header[32] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(33), (int)Metric);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(37), checked(RowCount * Dimensions));
        return header;
    }

    /// <summary>Whether a file begins as an index of FAISS does, flat or not: with <c>Ix</c>, <c>Iw</c> and their like.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.Length >= 4 && file[0] == 'I' && file[..4].IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;

    /// <summary>Reads a file's header and checks it against the file's length.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="IndexFormatException">It is no such file, or an index of another type, or damaged.</exception>
    public static FaissHeader Read(FileStream file, string path)
    {
        Span<byte> header = stackalloc byte[LengthInBytes];
        int readCount = file.ReadAtLeast(header, LengthInBytes, throwOnEndOfStream: false);
        if (!Begins(header[..readCount]))
        {
            throw new IndexFormatException(path, $"{path} is no index of FAISS: it does not begin as one.", offset: 0);
        }

        string type = Encoding.ASCII.GetString(header[..4]);
        FaissMetric metric = type switch
        {
            "IxFI" => FaissMetric.InnerProduct,
            "IxF2" => FaissMetric.L2,
            _ => throw new IndexFormatException(path, $"{path} is an index of FAISS of the type {type}, and Akin reads IxFI (IndexFlatIP) and IxF2 (IndexFlatL2): add its vectors to one of those and write that.", offset: 0),
        };
        if (readCount < LengthInBytes)
        {
            throw new IndexFormatException(path, $"{path} ends within its header: it is truncated.", offset: readCount);
        }

        FaissHeader parsed = new(metric, BinaryPrimitives.ReadInt32LittleEndian(header[4..]), BinaryPrimitives.ReadInt64LittleEndian(header[8..]));
        if (header[32] != 1 || BinaryPrimitives.ReadInt32LittleEndian(header[33..]) != (int)metric)
        {
            throw new IndexFormatException(path, $"{path} is damaged: as an index of the type {type} it has another metric, or says that it lacks its training.", offset: 32);
        }

        parsed.CheckLength(BinaryPrimitives.ReadInt64LittleEndian(header[37..]), file.Length, path);
        return parsed;
    }

    private void CheckLength(long numberCount, long actualLength, string path)
    {
        if (Dimensions < 1 || RowCount < 0 || RowCount > long.MaxValue / sizeof(float) / Dimensions - LengthInBytes || numberCount != RowCount * Dimensions)
        {
            throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} is damaged: it tells of {RowCount} rows of {Dimensions} dimensions in {numberCount} numbers."), offset: 4);
        }

        long expected = FileLengthInBytes(Dimensions, RowCount);
        if (actualLength != expected)
        {
            throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} has {actualLength} bytes, and its header asks for {expected}: it is {(actualLength < expected ? "truncated" : "damaged")}."), offset: Math.Min(actualLength, expected));
        }
    }
}

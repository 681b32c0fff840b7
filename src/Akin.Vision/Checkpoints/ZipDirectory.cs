using System.Buffers.Binary;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// Finds where the files lie in a zip file (PKWARE's APPNOTE.TXT, 4.3), with 64-bit lengths. <c>System.IO.Compression</c> reads them too, but does not say where they lie.
/// Compressed or encrypted files are refused: <c>torch.save</c> stores them, and weights are read in place.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>The first bytes of a zip file, as a number.</summary>
    public const uint LocalSignature = 0x04034b50;

    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const int LocalLengthInBytes = 30;
    private const int CentralLengthInBytes = 46;
    private const int EndLengthInBytes = 22;
    private const int End64LengthInBytes = 56;
    private const int Locator64LengthInBytes = 20;
    private const int CommentLimitInBytes = ushort.MaxValue;

    /// <summary>100 bytes an entry and one entry a tensor: enough for a hundred thousand.</summary>
    private const long DirectoryLimitInBytes = 16 << 20;

    private readonly FileStream _file;
    private readonly string _path;

    private ZipDirectory(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Reads the directory at a file's end and each entry's header.</summary>
    /// <param name="file">The file; it stays its caller's.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="CheckpointException">It is no zip file, or one that lies.</exception>
    public static IReadOnlyList<ZipEntry> Read(FileStream file, string path) => new ZipDirectory(file, path).Read();

    private List<ZipEntry> Read()
    {
        (long start, long length) = FindDirectory();
        if (start < 0 || length < 0 || start > _file.Length - length || length > DirectoryLimitInBytes)
        {
            throw Bad($"its directory would take {length} bytes at byte {start} of {_file.Length}");
        }

        List<ZipEntry> entries = [];
        ReadOnlySpan<byte> rest = ReadAt(start, (int)length);
        while (rest.Length > 0)
        {
            if (rest.Length < CentralLengthInBytes || UInt32(rest, 0) != CentralSignature)
            {
                throw Bad("an entry of its directory is damaged");
            }

            int nameLength = UInt16(rest, 28);
            int extraLength = UInt16(rest, 30);
            int entryLength = CentralLengthInBytes + nameLength + extraLength + UInt16(rest, 32);
            if (entryLength > rest.Length)
            {
                throw Bad("an entry of its directory is cut off");
            }

            entries.Add(ReadEntry(rest[..CentralLengthInBytes], rest.Slice(CentralLengthInBytes, nameLength), rest.Slice(CentralLengthInBytes + nameLength, extraLength), start));
            rest = rest[entryLength..];
        }

        return entries;
    }

    /// <summary>Where the directory begins and how long it is: from the end record, or the 64-bit one where that says so.</summary>
    private (long Start, long Length) FindDirectory()
    {
        int tailLength = (int)Math.Min(_file.Length, EndLengthInBytes + CommentLimitInBytes);
        byte[] tail = ReadAt(_file.Length - tailLength, tailLength);
        for (int at = tailLength - EndLengthInBytes; at >= 0; at--)
        {
            if (UInt32(tail, at) != EndSignature || at + EndLengthInBytes + UInt16(tail, at + 20) != tailLength)
            {
                continue;
            }

            long locatorAt = _file.Length - tailLength + at - Locator64LengthInBytes;
            return locatorAt >= 0 && ReadAt(locatorAt, Locator64LengthInBytes) is byte[] locator && UInt32(locator, 0) == Locator64Signature
                ? FindDirectory64(Int64(locator, 8))
                : (UInt32(tail, at + 16), UInt32(tail, at + 12));
        }

        throw Bad("its end is missing");
    }

    private (long Start, long Length) FindDirectory64(long at)
    {
        byte[] end = ReadAt(at, End64LengthInBytes);
        return UInt32(end, 0) == End64Signature ? (Int64(end, 48), Int64(end, 40)) : throw Bad("its 64-bit end record is damaged");
    }

    private ZipEntry ReadEntry(ReadOnlySpan<byte> central, ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> extra, long directoryStart)
    {
        string name = System.Text.Encoding.UTF8.GetString(rawName);
        long compressed = UInt32(central, 20);
        long length = UInt32(central, 24);
        long headerAt = UInt32(central, 42);

        // Lengths that do not fit stand in the extra field, in this order and only those that did not fit (4.5.3).
        ReadOnlySpan<byte> large = FindExtra64(extra);
        length = Widen(length, ref large);
        compressed = Widen(compressed, ref large);
        headerAt = Widen(headerAt, ref large);

        bool isEncrypted = (UInt16(central, 8) & 1) != 0;
        if (isEncrypted || UInt16(central, 10) != 0 || compressed != length)
        {
            throw Bad($"its entry {name} is compressed or encrypted, and torch.save stores entries as they are");
        }

        byte[] local = ReadAt(headerAt, LocalLengthInBytes);
        long dataAt = headerAt + LocalLengthInBytes + UInt16(local, 26) + UInt16(local, 28);
        if (UInt32(local, 0) != LocalSignature || length < 0 || dataAt > directoryStart - length || !ReadAt(headerAt + LocalLengthInBytes, UInt16(local, 26)).AsSpan().SequenceEqual(rawName))
        {
            throw Bad($"its entry {name} does not lie where its directory says");
        }

        return new ZipEntry(name, dataAt, length);
    }

    private static ReadOnlySpan<byte> FindExtra64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(UInt16(extra, 2), extra.Length - 4);
            if (UInt16(extra, 0) == 1)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private long Widen(long value, ref ReadOnlySpan<byte> large)
    {
        if (value != uint.MaxValue)
        {
            return value;
        }

        if (large.Length < sizeof(long))
        {
            throw Bad("an entry of its directory lacks its 64-bit lengths");
        }

        long wide = Int64(large, 0);
        large = large[sizeof(long)..];
        return wide;
    }

    private byte[] ReadAt(long offset, int length)
    {
        if (offset < 0 || offset > _file.Length - length)
        {
            throw Bad($"it points to byte {offset}, and it has {_file.Length}");
        }

        byte[] bytes = new byte[length];
        _file.Position = offset;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    private CheckpointException Bad(string what) => new(_path, $"{_path} is no sound zip file, the form in which PyTorch saves: {what}.");
}

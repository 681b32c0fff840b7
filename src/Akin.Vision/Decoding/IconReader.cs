using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>
/// Reads the image of an icon or cursor that Pillow picks: the largest; of several icons so large the one with most colours, of those the last.
/// </summary>
/// <remarks>An image is a PNG, or a BMP that lacks its file header and states twice its height, since a mask follows, which is dropped as all alpha is.</remarks>
internal static class IconReader
{
    private const int HeaderBytes = 6;
    private const int EntryBytes = 16;
    private const int BmpHeaderBytes = 14;
    private const int InfoBytes = 40;
    private const uint BitFields = 3;

    internal static PixelImage Read(ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits)
    {
        ReadOnlySpan<byte> image = Largest(file, format);
        if (FormatSignature.Detect(image) == PictureFormat.Png)
        {
            return VipsReader.Read(image, PictureFormat.Png, limits, shrinkFor: null);
        }

        if (image.Length < InfoBytes || BinaryPrimitives.ReadUInt32LittleEndian(image) < InfoBytes)
        {
            throw new ImageDecodeException($"the {FormatSignature.Name(format)} is damaged or of an unsupported kind");
        }

        return SkiaReader.Read(ToBmp(image), format, limits);
    }

    private static ReadOnlySpan<byte> Largest(ReadOnlySpan<byte> file, PictureFormat format)
    {
        int count = file.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(file[4..]);
        if (count == 0 || file.Length < HeaderBytes + (count * EntryBytes))
        {
            throw new ImageDecodeException($"the {FormatSignature.Name(format)} is {(count == 0 ? "without an image" : "truncated")}");
        }

        (int Area, int ColourBits) best = default;
        ReadOnlySpan<byte> bestEntry = [];
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> entry = file.Slice(HeaderBytes + (index * EntryBytes), EntryBytes);
            int area = Edge(entry[0]) * Edge(entry[1]);

            // A cursor has its hot spot where an icon has its colours, and of several so large the first is taken.
            (int Area, int ColourBits) rank = (area, format == PictureFormat.Cur ? 0 : ColourBits(entry));
            if (bestEntry.IsEmpty || rank.CompareTo(best) > 0 || (format == PictureFormat.Ico && rank == best))
            {
                best = rank;
                bestEntry = entry;
            }
        }

        uint start = BinaryPrimitives.ReadUInt32LittleEndian(bestEntry[12..]);
        return start < file.Length ? file[(int)start..] : [];
    }

    // 0 stands for 256.
    private static int Edge(byte edge) => edge == 0 ? 256 : edge;

    // Bits a pixel; or else those that the number of colours takes; or else many, as Pillow has it.
    private static int ColourBits(ReadOnlySpan<byte> entry)
    {
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
        return bits != 0 ? bits : entry[2] != 0 ? (int)Math.Ceiling(Math.Log2(entry[2])) : 256;
    }

    private static byte[] ToBmp(ReadOnlySpan<byte> image)
    {
        uint infoBytes = BinaryPrimitives.ReadUInt32LittleEndian(image);
        int height = BinaryPrimitives.ReadInt32LittleEndian(image[8..]) / 2;
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(image[14..]);
        uint compression = BinaryPrimitives.ReadUInt32LittleEndian(image[16..]);
        uint colours = BinaryPrimitives.ReadUInt32LittleEndian(image[32..]);
        long paletteBytes = bits > 8 ? 0 : 4L * (colours == 0 ? 1 << bits : colours);
        long maskBytes = infoBytes == InfoBytes && compression == BitFields ? 12 : 0;
        long pixels = BmpHeaderBytes + infoBytes + paletteBytes + maskBytes;

        byte[] bmp = new byte[BmpHeaderBytes + image.Length];
        "BM"u8.CopyTo(bmp);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(2), bmp.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bmp.AsSpan(10), (uint)Math.Min(pixels, uint.MaxValue));
        image.CopyTo(bmp.AsSpan(BmpHeaderBytes));
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(BmpHeaderBytes + 8), height);
        return bmp;
    }
}

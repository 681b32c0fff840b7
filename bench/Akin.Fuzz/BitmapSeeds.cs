using System.Buffers.Binary;

namespace Akin.Fuzz;

/// <summary>BMP, ICO and CUR, which libvips does not write.</summary>
internal static class BitmapSeeds
{
    private const int FileHeaderBytes = 14;
    private const int InfoBytes = 40;

    internal static IEnumerable<SeedFile> Create(byte[] rgb, int width, int height, byte[] png)
    {
        byte[] bits24 = Bmp(width, height, 24, 0, [], Rows(rgb, width, height, 24));
        byte[] bits32 = Bmp(width, height, 32, 0, [], Rows(rgb, width, height, 32));
        byte[] bits8 = Bmp(width, height, 8, 0, Ramp(256), Rows(rgb, width, height, 8));
        byte[] runs = Bmp(width, height, 8, 1, Ramp(256), Runs(rgb, width, height));
        byte[] bits16 = Bmp(width, height, 16, 3, [0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0], Rows(rgb, width, height, 16));
        return
        [
            new("BMP", "24 bits", bits24), new("BMP", "32 bits", bits32), new("BMP", "palette", bits8),
            new("BMP", "run lengths", runs), new("BMP", "16 bits, masks", bits16),
            new("ICO", "PNG", Icon(1, width, height, png)),
            new("ICO", "24 bits and mask", Icon(1, width, height, IconImage(bits24, height))),
            new("ICO", "palette and mask", Icon(1, width, height, IconImage(bits8, height))),
            new("CUR", "32 bits", Icon(2, width, height, IconImage(bits32, height))),
        ];
    }

    private static byte[] Bmp(int width, int height, ushort bits, int compression, byte[] table, byte[] pixels)
    {
        byte[] file = new byte[FileHeaderBytes + InfoBytes + table.Length + pixels.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), FileHeaderBytes + InfoBytes + table.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), InfoBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), bits);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(30), compression);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(34), pixels.Length);
        table.CopyTo(file, FileHeaderBytes + InfoBytes);
        pixels.CopyTo(file, FileHeaderBytes + InfoBytes + table.Length);
        return file;
    }

    // From the bottom row on, each padded to four bytes.
    private static byte[] Rows(byte[] rgb, int width, int height, int bits)
    {
        int rowBytes = ((width * bits) + 31) / 32 * 4;
        byte[] rows = new byte[rowBytes * height];
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = rows.AsSpan((height - 1 - y) * rowBytes, rowBytes);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<byte> pixel = rgb.AsSpan(((y * width) + x) * 3, 3);
                switch (bits)
                {
                    case 8:
                        row[x] = pixel[1];
                        break;
                    case 16:
                        BinaryPrimitives.WriteUInt16LittleEndian(row[(x * 2)..], (ushort)(((pixel[0] >> 3) << 11) | ((pixel[1] >> 2) << 5) | (pixel[2] >> 3)));
                        break;
                    default:
                        (row[x * bits / 8], row[(x * bits / 8) + 1], row[(x * bits / 8) + 2]) = (pixel[2], pixel[1], pixel[0]);
                        break;
                }
            }
        }

        return rows;
    }

    // Runs of one value, a run of different ones, and a jump: everything the coding has.
    private static byte[] Runs(byte[] rgb, int width, int height)
    {
        List<byte> codes = [];
        for (int y = height - 1; y >= 0; y--)
        {
            for (int x = 0; x < width - 8; x += 4)
            {
                byte value = rgb[((y * width) + x) * 3];
                codes.AddRange(y % 4 == 0 ? [0, 4, value, 1, 2, 3] : y % 8 == 1 && x == 8 ? [0, 2, 4, 0] : [4, value]);
            }

            codes.AddRange([0, 0]);
        }

        codes.AddRange([0, 1]);
        return [.. codes];
    }

    private static byte[] Ramp(int colourCount)
    {
        byte[] palette = new byte[colourCount * 4];
        for (int index = 0; index < colourCount; index++)
        {
            (palette[index * 4], palette[(index * 4) + 1], palette[(index * 4) + 2]) = ((byte)(255 - index), (byte)index, (byte)(index * 3));
        }

        return palette;
    }

    // Without the file header, stating twice the height, with a mask behind.
    private static byte[] IconImage(byte[] bmp, int height)
    {
        byte[] image = [.. bmp[FileHeaderBytes..], .. new byte[8 * height]];
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(8), height * 2);
        return image;
    }

    private static byte[] Icon(byte kind, int width, int height, byte[] image)
    {
        byte[] header = new byte[22];
        (header[2], header[4], header[6], header[7], header[10], header[12]) = (kind, 1, (byte)width, (byte)height, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), image.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), header.Length);
        return [.. header, .. image];
    }
}

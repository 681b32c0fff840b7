using System.Buffers.Binary;

namespace Akin.Tests;

/// <summary>Small pictures, each from its seed.</summary>
internal static class TestPicture
{
    private const int HeaderLength = 54;

    /// <summary>Writes a BMP of <paramref name="width"/> x <paramref name="height"/> pixels: a plain ground with some blocks of other colours.</summary>
    public static string Write(string path, int seed, int width = 48, int height = 36)
    {
        File.WriteAllBytes(path, Bmp(seed, width, height));
        return path;
    }

    public static byte[] Bmp(int seed, int width = 48, int height = 36)
    {
        int rowLength = ((width * 3) + 3) / 4 * 4;
        byte[] file = new byte[HeaderLength + (rowLength * height)];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        Random random = new(seed);
        for (int block = 0; block < 6; block++)
        {
            int left = block == 0 ? 0 : random.Next(width);
            int top = block == 0 ? 0 : random.Next(height);
            byte[] colour = new byte[3];
            random.NextBytes(colour);
            for (int y = top; y < Math.Min(height, block == 0 ? height : top + (height / 2)); y++)
            {
                for (int x = left; x < Math.Min(width, block == 0 ? width : left + (width / 2)); x++)
                {
                    colour.CopyTo(file, HeaderLength + (y * rowLength) + (x * 3));
                }
            }
        }

        return file;
    }
}

using System.Buffers.Binary;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Tests.Storage;

/// <summary>Changes derived files as accidents and liars do.</summary>
internal static class Mutations
{
    /// <summary>Changes some bytes, or none by chance.</summary>
    public static void Change(Span<byte> part, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                part[0] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                part.Fill((byte)(random.Next(2) * 255));
                break;
            case 2 when part.Length >= 8:
                BinaryPrimitives.WriteInt64LittleEndian(part, 4096L * random.Next(-2, 6));
                break;
            case 3:
                part[0] += (byte)random.Next(-1, 2);
                break;
            default:
                random.NextBytes(part);
                break;
        }
    }

    /// <summary>Makes every sum true that a table tells of, whatever it tells; sections are no longer than a chunk.</summary>
    public static void MakeSumsTrue(byte[] file)
    {
        long table = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24));
        int sectionCount = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(20));
        long sum = table + (24L * sectionCount);
        if (table >= 0 && sectionCount is >= 0 and < 1024 && sum >= 0 && sum <= file.Length)
        {
            for (long entry = table; entry < table + (24 * sectionCount); entry += 24)
            {
                long start = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan((int)entry + 8));
                long length = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan((int)entry + 16));
                long padded = length >= 0 && length <= file.Length ? (length + IndexBytes.PageInBytes - 1) / IndexBytes.PageInBytes * IndexBytes.PageInBytes : 0;
                if (padded > 0 && start >= 0 && start <= file.Length - padded && sum + sizeof(uint) <= file.Length)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan((int)sum), Crc32C.Compute(file.AsSpan((int)start, (int)padded)));
                    sum += sizeof(uint);
                }
            }
        }

        IndexBytes.Reseal(file);
    }
}

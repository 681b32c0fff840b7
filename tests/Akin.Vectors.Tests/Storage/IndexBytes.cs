using System.Buffers.Binary;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

/// <summary>Derived files of any content, right or wrong.</summary>
internal static class IndexBytes
{
    public const int PageInBytes = 4096;

    /// <summary>Random sections of the given lengths, with the ids 1, 2 and so on.</summary>
    public static byte[][] Sections(int seed, params int[] lengths)
    {
        Random random = new(seed);
        return [.. lengths.Select(length =>
        {
            byte[] section = new byte[length];
            random.NextBytes(section);
            return section;
        })];
    }

    /// <summary>Writes sections in parts of many lengths.</summary>
    public static void Write(string path, byte[][] sections, IndexKind kind = IndexKind.Codes, uint kindVersion = 7, int partInBytes = int.MaxValue)
    {
        using IndexFileWriter writer = IndexFileWriter.Create(path, kind, kindVersion);
        for (int index = 0; index < sections.Length; index++)
        {
            writer.BeginSection((uint)index + 1);
            for (int offset = 0; offset < sections[index].Length;)
            {
                int length = Math.Min(sections[index].Length - offset, partInBytes);
                writer.Append(sections[index].AsSpan(offset, length));
                offset += length;
            }

            writer.EndSection();
        }

        writer.Complete();
    }

    /// <summary>Whether a file opens and gives these sections and no other bytes; what it does else than refuse goes through.</summary>
    /// <returns>False where it was refused.</returns>
    public static bool Reads(string path, byte[][] sections, IndexKind kind = IndexKind.Codes)
    {
        try
        {
            using IndexFile file = IndexFile.Open(path, kind);
            file.VerifyAll(TestContext.Current.CancellationToken);
            Assert.Equal(sections.Length, file.Sections.Count);
            for (int index = 0; index < sections.Length; index++)
            {
                Assert.True(file.Section((uint)index + 1).ReadAll().SequenceEqual(sections[index]));
            }

            return true;
        }
        catch (IndexFormatException exception)
        {
            Assert.Equal(path, exception.Path);
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
            return false;
        }
    }

    /// <summary>Makes the sums of table and first page true again, as somebody would who lies.</summary>
    public static void Reseal(byte[] file)
    {
        long tableOffset = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24));
        if (tableOffset >= 0 && tableOffset <= file.Length)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), Crc32C.Compute(file.AsSpan((int)tableOffset)));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(PageInBytes - 4), Crc32C.Compute(file.AsSpan(0, PageInBytes - 4)));
    }

    /// <summary>Where a section of less than a chunk lies.</summary>
    public static (int Start, int Length) PlaceOf(byte[] file, uint id)
    {
        int table = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24));
        while (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(table)) != id)
        {
            table += 24;
        }

        return ((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(table + 8)), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(table + 16)));
    }

    /// <summary>Makes every sum true again; no section is longer than a chunk.</summary>
    public static void ResealAll(byte[] file)
    {
        int table = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24));
        int sectionCount = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(20));
        int sum = table + (24 * sectionCount);
        for (int index = 0; index < sectionCount; index++)
        {
            int start = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(table + (24 * index) + 8));
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(table + (24 * index) + 16));
            if (length > 0)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(sum), Crc32C.Compute(file.AsSpan(start, (length + PageInBytes - 1) / PageInBytes * PageInBytes)));
                sum += sizeof(uint);
            }
        }

        Reseal(file);
    }
}

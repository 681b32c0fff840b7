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
}

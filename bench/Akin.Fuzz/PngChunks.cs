using System.Buffers.Binary;

namespace Akin.Fuzz;

/// <summary>Changes that need PNG's structure: chunks in another order or from another file, and checksums that hold, so that decoders look further.</summary>
internal static class PngChunks
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12;

    /// <summary>The file with its chunks behind the first drawn, dropped or doubled at random, some of another file's among them.</summary>
    internal static byte[] Shuffle(byte[] png, byte[] donor, ref Prng random)
    {
        List<byte[]> chunks = Split(png);
        List<byte[]> others = Split(donor);
        for (int step = 1 + random.Below(3); step > 0; step--)
        {
            int place = 1 + random.Below(chunks.Count - 1);
            switch (random.Below(4))
            {
                case 0:
                    chunks.Insert(place, others[random.Below(others.Count)]);
                    break;
                case 1 when chunks.Count > 2:
                    chunks.RemoveAt(place);
                    break;
                case 2:
                    chunks.Add(chunks[place]);
                    break;
                default:
                    int other = 1 + random.Below(chunks.Count - 1);
                    (chunks[place], chunks[other]) = (chunks[other], chunks[place]);
                    break;
            }
        }

        return [.. png[..SignatureBytes], .. chunks.SelectMany(chunk => chunk)];
    }

    /// <summary>Makes the checksum of every whole chunk right.</summary>
    internal static void RepairChecksums(Span<byte> png)
    {
        for (int start = SignatureBytes; start <= png.Length - FrameBytes;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[start..]);
            if (length > png.Length - start - FrameBytes)
            {
                return;
            }

            int end = start + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(png[end..], Crc32(png[(start + 4)..end]));
            start = end + 4;
        }
    }

    private static List<byte[]> Split(byte[] png)
    {
        List<byte[]> chunks = [];
        for (int start = SignatureBytes; start < png.Length; start += chunks[^1].Length)
        {
            int length = FrameBytes + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(start));
            chunks.Add(png[start..(start + length)]);
        }

        return chunks;
    }

    // ISO 3309, as the PNG specification's appendix D has it, bit by bit: chunks are short.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}

using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>Reads what libvips does not tell from a TIFF's first directory, by the tables of TIFF 6.0, section 2.</summary>
internal static class TiffTags
{
    private const int ExtraSamples = 338;
    private const int AssociatedAlpha = 1;

    /// <summary>Whether the first sample beyond the colour is alpha that the colour was multiplied by. Not asked of BigTIFF, where it counts as no.</summary>
    internal static bool HasAssociatedAlpha(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8)
        {
            return false;
        }

        bool isBigEndian = file[0] == 'M';
        uint directory = Number(file, 4, 4, isBigEndian);
        if (Number(file, 2, 2, isBigEndian) != 42 || directory > file.Length - 2)
        {
            return false;
        }

        int entryCount = (int)Number(file, (int)directory, 2, isBigEndian);
        for (long entry = directory + 2L; entryCount > 0 && entry <= file.Length - 12; entry += 12, entryCount--)
        {
            // A 16-bit value stands at the start of the entry's last four bytes, in either byte order.
            if (Number(file, (int)entry, 2, isBigEndian) == ExtraSamples)
            {
                return Number(file, (int)entry + 8, 2, isBigEndian) == AssociatedAlpha;
            }
        }

        return false;
    }

    private static uint Number(ReadOnlySpan<byte> file, int offset, int length, bool isBigEndian)
    {
        ReadOnlySpan<byte> bytes = file.Slice(offset, length);
        return length == 2
            ? isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}

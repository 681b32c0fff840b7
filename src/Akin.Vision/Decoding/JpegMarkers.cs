using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>Looks through a JPEG's header segments.</summary>
internal static class JpegMarkers
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App14 = 0xEE;
    private const int MostComponents = 4;

    /// <summary>
    /// Whether the header holds an Adobe segment. libvips turns such a file's inks round, and only such a file's; Pillow turns every CMYK JPEG's.
    /// </summary>
    internal static bool HasAdobeSegment(ReadOnlySpan<byte> file)
    {
        for (int offset = 2; TryReadSegment(file, ref offset, out byte marker, out ReadOnlySpan<byte> content);)
        {
            if (marker == App14 && content.Length >= 12 && content.StartsWith("Adobe"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Stored samples a pixel of the picture, by the sampling factors of its frame header: 3 for 4:4:4, 1.5 for 4:2:0. The most there can be if the header is not understood.
    /// </summary>
    internal static double SamplesPerPixel(ReadOnlySpan<byte> file)
    {
        for (int offset = 2; TryReadSegment(file, ref offset, out byte marker, out ReadOnlySpan<byte> content);)
        {
            if (IsStartOfFrame(marker) && content.Length >= 6 && content[5] is > 0 and <= MostComponents && content.Length >= 6 + (3 * content[5]))
            {
                int widest = 1;
                int tallest = 1;
                int samples = 0;
                for (int component = 0; component < content[5]; component++)
                {
                    byte factors = content[7 + (3 * component)];
                    widest = Math.Max(widest, factors >> 4);
                    tallest = Math.Max(tallest, factors & 15);
                    samples += (factors >> 4) * (factors & 15);
                }

                return (double)samples / (widest * tallest);
            }
        }

        return MostComponents;
    }

    /// <summary>How many scans the picture has, counted to <paramref name="most"/>. What follows its end (other pictures, a film) does not count.</summary>
    internal static int CountScans(ReadOnlySpan<byte> file, int most)
    {
        int count = 0;
        int offset = 2;
        while (count < most)
        {
            while (TryReadSegment(file, ref offset, out _, out _))
            {
            }

            if (offset > file.Length - 2 || file[offset] != 0xFF || file[offset + 1] != StartOfScan)
            {
                break;
            }

            count++;
            offset = SkipCodedData(file, offset + 2);
        }

        return count;
    }

    // In coded data a byte 0xFF is followed by 0 or a restart marker.
    private static int SkipCodedData(ReadOnlySpan<byte> file, int offset)
    {
        while (offset < file.Length - 1 && file[offset..].IndexOf((byte)0xFF) is int distance and >= 0)
        {
            offset += distance;
            if (offset == file.Length - 1 || file[offset + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                return offset;
            }

            offset += 2;
        }

        return file.Length;
    }

    // Of 0xC0 to 0xCF, all but the tables and reservations DHT, JPG and DAC.
    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // False at a scan, at the picture's end, and where the file ends or has no marker.
    private static bool TryReadSegment(ReadOnlySpan<byte> file, ref int offset, out byte marker, out ReadOnlySpan<byte> content)
    {
        marker = 0;
        content = [];
        while (offset <= file.Length - 4 && file[offset] == 0xFF && file[offset + 1] == 0xFF)
        {
            offset++; // A marker may be preceded by any number of fill bytes.
        }

        if (offset > file.Length - 4 || file[offset] != 0xFF || file[offset + 1] is StartOfScan or EndOfImage)
        {
            return false;
        }

        // The length counts itself.
        int length = Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(file[(offset + 2)..]));
        marker = file[offset + 1];
        content = file.Slice(offset + 4, Math.Min(length - 2, file.Length - offset - 4));
        offset += 2 + length;
        return true;
    }
}

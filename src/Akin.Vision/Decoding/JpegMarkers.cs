using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>Looks through a JPEG's header segments.</summary>
internal static class JpegMarkers
{
    private const byte StartOfScan = 0xDA;
    private const byte App14 = 0xEE;

    /// <summary>
    /// Whether the header holds an Adobe segment. libvips turns such a file's inks round, and only such a file's; Pillow turns every CMYK JPEG's.
    /// </summary>
    internal static bool HasAdobeSegment(ReadOnlySpan<byte> file)
    {
        int offset = 2;
        while (offset + 4 <= file.Length && file[offset] == 0xFF && file[offset + 1] != StartOfScan)
        {
            if (file[offset + 1] == 0xFF)
            {
                offset++; // A marker may be preceded by any number of fill bytes.
                continue;
            }

            int segmentLength = BinaryPrimitives.ReadUInt16BigEndian(file[(offset + 2)..]);
            ReadOnlySpan<byte> content = file[Math.Min(offset + 4, file.Length)..];
            if (file[offset + 1] == App14 && segmentLength >= 14 && content.StartsWith("Adobe"u8))
            {
                return true;
            }

            offset += 2 + segmentLength;
        }

        return false;
    }
}

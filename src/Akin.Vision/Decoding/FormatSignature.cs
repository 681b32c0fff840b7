using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>Recognises a picture's format by its content; a file's name says nothing.</summary>
internal static class FormatSignature
{
    /// <summary>The format that the first bytes announce.</summary>
    internal static PictureFormat Detect(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => PictureFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PictureFormat.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PictureFormat.WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => PictureFormat.Gif,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => PictureFormat.Tiff,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => HeifBrand(file),
        [(byte)'B', (byte)'M', ..] => PictureFormat.Bmp,
        [0, 0, 1, 0, ..] => PictureFormat.Ico,
        [0, 0, 2, 0, > 0, 0, ..] => PictureFormat.Cur,
        _ => PictureFormat.Unknown,
    };

    /// <summary>The name that reasons use.</summary>
    internal static string Name(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "JPEG",
        PictureFormat.Png => "PNG",
        PictureFormat.WebP => "WebP",
        PictureFormat.Gif => "GIF",
        PictureFormat.Tiff => "TIFF",
        PictureFormat.Avif => "AVIF",
        PictureFormat.Heic => "HEIC",
        PictureFormat.Bmp => "BMP",
        PictureFormat.Ico => "ICO",
        PictureFormat.Cur => "CUR",
        _ => "picture",
    };

    /// <summary>
    /// Whether the file certainly ends too early, judged by its frame alone: a JPEG or PNG without its end marker, a WebP shorter than it states.
    /// Only asked after decoding failed, to say why.
    /// </summary>
    internal static bool IsCutShort(ReadOnlySpan<byte> file, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => file.LastIndexOf<byte>([0xFF, 0xD9]) < 0,
        PictureFormat.Png => file.LastIndexOf("IEND"u8) < 0,
        PictureFormat.WebP => BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L > file.Length,
        _ => false,
    };

    // ISO/IEC 14496-12: a box length, "ftyp", the major brand, a version, then compatible brands up to the box's end. The first that says a codec counts.
    private static PictureFormat HeifBrand(ReadOnlySpan<byte> file)
    {
        long boxLength = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), file.Length);
        PictureFormat format = PictureFormat.Unknown;
        for (int offset = 8; offset + 4 <= boxLength; offset += offset == 8 ? 8 : 4)
        {
            ReadOnlySpan<byte> brand = file.Slice(offset, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return PictureFormat.Avif;
            }

            if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8))
            {
                return PictureFormat.Heic;
            }

            if (brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            {
                format = PictureFormat.Avif;
            }
        }

        return format;
    }
}

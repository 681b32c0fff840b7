namespace Akin.Vision.Decoding;

/// <summary>Names what a file holds when it is none of the formats that are read, so that its reason helps.</summary>
internal static class ForeignFormat
{
    private const int MostTextBytes = 1024;

    /// <summary>What the file is, with its article, such as "a JPEG XL picture"; null if the signature is unknown.</summary>
    internal static string? Name(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "a JPEG XL picture",
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "a JPEG 2000 picture",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "a Photoshop document",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document",
        [(byte)'%', (byte)'!', (byte)'P', (byte)'S', ..] or [0xC5, 0xD0, 0xD3, 0xC6, ..] => "a PostScript document",
        [0x76, 0x2F, 0x31, 0x01, ..] => "an OpenEXR picture",
        [(byte)'#', (byte)'?', (byte)'R', ..] => "a Radiance HDR picture",
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#', ..] => "a netpbm picture",
        [(byte)'q', (byte)'o', (byte)'i', (byte)'f', ..] => "a QOI picture",
        [(byte)'D', (byte)'D', (byte)'S', (byte)' ', ..] => "a DDS texture",
        [(byte)'g', (byte)'i', (byte)'m', (byte)'p', (byte)' ', (byte)'x', (byte)'c', (byte)'f', ..] => "a GIMP document",
        [(byte)'i', (byte)'c', (byte)'n', (byte)'s', ..] => "an Apple icon",
        [0xD7, 0xCD, 0xC6, 0x9A, ..] => "a Windows metafile",
        [0x8A or 0x8B, (byte)'M' or (byte)'J', (byte)'N', (byte)'G', ..] => "an MNG or JNG picture",
        [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..] or [(byte)'I', (byte)'I', (byte)'U', 0, ..] => "a camera's raw picture",
        [(byte)'M', (byte)'M', (byte)'O', (byte)'R', ..] => "a camera's raw picture",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'c', (byte)'r', (byte)'x', ..] => "a camera's raw picture",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] or [0x1A, 0x45, 0xDF, 0xA3, ..] => "a film",
        [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] or [0x1F, 0x8B, ..] => "an archive",
        _ when file.StartsWith("FUJIFILMCCD-RAW"u8) => "a camera's raw picture",
        _ when file.StartsWith("farbfeld"u8) => "a farbfeld picture",
        _ when file.EndsWith("TRUEVISION-XFILE.\0"u8) => "a TGA picture",
        _ => NameText(file),
    };

    /// <summary>Drawings and web pages, which may start with a byte order mark, a declaration and comments.</summary>
    private static string? NameText(ReadOnlySpan<byte> file)
    {
        string start = System.Text.Encoding.UTF8.GetString(file[..Math.Min(file.Length, MostTextBytes)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (!start.StartsWith('<'))
        {
            return null;
        }

        return start.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "an SVG drawing"
            : start.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "a web page"
            : null;
    }
}

using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Finds a picture's orientation where Pillow's <c>exif_transpose</c> does: in EXIF, or in XMP when EXIF has none.</summary>
internal static class OrientationTag
{
    /// <summary>The value as it is stored: a file may hold any number, and those that mean nothing turn nothing.</summary>
    internal static Orientation Read(Image image)
    {
        if (image.Contains("orientation") && image.Get("orientation") is int tag)
        {
            return (Orientation)tag;
        }

        return image.Contains("xmp-data") && image.Get("xmp-data") is byte[] xmp ? ReadXmp(xmp) : Orientation.Upright;
    }

    /// <summary>The digit of <c>tiff:Orientation="6"</c> or <c>&lt;tiff:Orientation&gt;6&lt;</c>; upright if there is none.</summary>
    internal static Orientation ReadXmp(ReadOnlySpan<byte> xmp)
    {
        ReadOnlySpan<byte> name = "tiff:Orientation"u8;
        for (int start = xmp.IndexOf(name); start >= 0; start = xmp.IndexOf(name))
        {
            xmp = xmp[(start + name.Length)..];
            if (xmp is [(byte)'=', (byte)'"', >= (byte)'0' and <= (byte)'9' and var attribute, ..])
            {
                return (Orientation)(attribute - '0');
            }

            if (xmp is [(byte)'>', >= (byte)'0' and <= (byte)'9' and var element, ..])
            {
                return (Orientation)(element - '0');
            }
        }

        return Orientation.Upright;
    }
}

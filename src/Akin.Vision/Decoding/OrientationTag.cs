using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Finds a picture's orientation where Pillow's <c>exif_transpose</c> does: in EXIF, or in XMP when EXIF has none.</summary>
internal static class OrientationTag
{
    internal static Orientation Read(Image image)
    {
        if (image.Contains("orientation"))
        {
            return (Orientation)(int)image.Get("orientation");
        }

        return image.Contains("xmp-data") ? ReadXmp((byte[])image.Get("xmp-data")) : Orientation.Upright;
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

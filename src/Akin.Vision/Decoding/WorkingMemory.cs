using System.Globalization;
using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>What decoding a picture holds in memory at its peak beside the file, judged by the header.</summary>
internal static class WorkingMemory
{
    /// <summary>Checks an opened picture, which libvips lets go of before it is turned upright.</summary>
    /// <exception cref="ImageDecodeException">It is more than the limit.</exception>
    internal static void Check(Image image, ReadOnlySpan<byte> file, PictureFormat format, Orientation orientation, DecodeLimits limits)
    {
        double decoding = BytesPerPixel(image, file, format);
        double turning = orientation is > Orientation.Upright and <= Orientation.TurnedRight ? 3 : 0;
        Check((long)image.Width * image.Height, Math.Max(decoding, turning), limits);
    }

    /// <summary>Checks a picture of which the decoder holds <paramref name="extraBytesPerPixel"/> beside the RGB.</summary>
    /// <exception cref="ImageDecodeException">It is more than the limit.</exception>
    internal static void Check(long pixelCount, double extraBytesPerPixel, DecodeLimits limits)
    {
        double needed = pixelCount * (3 + extraBytesPerPixel);
        if (needed > limits.MemoryBytes)
        {
            throw new ImageDecodeException(string.Create(
                CultureInfo.InvariantCulture,
                $"decoding it would take {needed / 1e6:0} MB of memory, more than the limit of {limits.MemoryBytes / 1e6:0} MB"), PictureFault.BeyondLimits);
        }
    }

    /// <summary>Upper bounds; those without a formula were measured as the peak of a process that decodes 40 megapixels, in bytes a pixel above the RGB.</summary>
    private static double BytesPerPixel(Image image, ReadOnlySpan<byte> file, PictureFormat format) => format switch
    {
        // Several scans over one picture: the decoder keeps its coefficients, 16 bits each.
        PictureFormat.Jpeg when IsSet(image, "jpeg-multiscan") => 2 * JpegMarkers.SamplesPerPixel(file),

        // Several passes over one picture: the decoder keeps all samples, and the rows that it merges.
        PictureFormat.Png when IsSet(image, "interlaced") => 1.25 * image.Bands * BytesPerSample(image),
        PictureFormat.Gif => 5,
        PictureFormat.WebP => 5,
        PictureFormat.Avif => BytesPerSample(image) == 1 ? 15 : 22,
        PictureFormat.Heic => BytesPerSample(image) == 1 ? 7 : 14,
        _ => image.Interpretation == Enums.Interpretation.Cmyk ? 1 : 0,
    };

    private static int BytesPerSample(Image image) => image.Format == Enums.BandFormat.Ushort ? 2 : 1;

    private static bool IsSet(Image image, string name) => image.Contains(name) && image.Get(name) is int value && value != 0;
}

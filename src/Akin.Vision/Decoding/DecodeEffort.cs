using System.Globalization;
using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Refuses files that would keep a decoder busy out of proportion to their pixels: too many frames or pages, too many JPEG scans.</summary>
internal static class DecodeEffort
{
    /// <summary>
    /// The most scans of a progressive JPEG. Encoders write about 10; each one walks over the whole picture however few bytes it has, so that a
    /// small file with thousands keeps a decoder busy for minutes, and nothing can stop it between two scans.
    /// </summary>
    private const int MostScans = 100;

    /// <summary>Counts a GIF's frames without a decoder: libvips lists them all, at up to ten times the memory that a short one takes in the file.</summary>
    /// <exception cref="ImageDecodeException">There are more than the limit.</exception>
    internal static void CheckBeforeOpening(ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits)
    {
        if (format != PictureFormat.Gif)
        {
            return;
        }

        int frameCount = 0;
        GifBlocks blocks = new(file);
        while (frameCount <= limits.Frames && blocks.Next())
        {
            frameCount += blocks.IsFrame ? 1 : 0;
        }

        CheckFrames(frameCount, limits);
    }

    /// <summary>Checks what the opened picture states.</summary>
    /// <exception cref="ImageDecodeException">There are more frames, pages or scans than the limit.</exception>
    internal static void Check(Image image, ReadOnlySpan<byte> file, DecodeLimits limits)
    {
        if (image.Contains("n-pages") && image.Get("n-pages") is int frameCount)
        {
            CheckFrames(frameCount, limits);
        }

        if (image.Contains("jpeg-multiscan") && image.Get("jpeg-multiscan") is not 0 && JpegMarkers.CountScans(file, MostScans + 1) > MostScans)
        {
            throw new ImageDecodeException(string.Create(CultureInfo.InvariantCulture, $"the JPEG has more than {MostScans} scans"), PictureFault.BeyondLimits);
        }
    }

    private static void CheckFrames(int frameCount, DecodeLimits limits)
    {
        if (frameCount > limits.Frames)
        {
            throw new ImageDecodeException(
                string.Create(CultureInfo.InvariantCulture, $"it holds more frames or pages than the limit of {limits.Frames}"), PictureFault.BeyondLimits);
        }
    }
}

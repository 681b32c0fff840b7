using Akin.Vision.Preprocessing;

namespace Akin.Vision.Decoding;

/// <summary>How much smaller a picture may be decoded than it is stored.</summary>
internal static class ShrinkOnLoad
{
    /// <summary>What is left above the edges that are resized to, so that the resize and not the codec's coarser filter decides what a pixel is.</summary>
    private const int Spare = 2;

    /// <summary>What a JPEG's 8 x 8 blocks can be decoded at: an eighth is a pixel a block.</summary>
    private static readonly int[] Factors = [8, 4, 2];

    /// <summary>1, 2, 4 or 8: the largest factor that leaves the processor twice of what it asks for.</summary>
    /// <param name="uprightWidth">Pixels across the whole picture.</param>
    /// <param name="uprightHeight">Pixels down the whole picture.</param>
    /// <param name="format">The file's format; only JPEG and WebP can be decoded smaller.</param>
    /// <param name="processor">What the picture is decoded for, or null where all of it is wanted.</param>
    public static int Factor(int uprightWidth, int uprightHeight, PictureFormat format, ImageProcessor? processor)
    {
        if (processor is null || format is not (PictureFormat.Jpeg or PictureFormat.WebP))
        {
            return 1;
        }

        (int width, int height) = processor.ResizedSize(uprightWidth, uprightHeight);
        int factor = Array.Find(Factors, factor => (long)width * Spare * factor <= uprightWidth && (long)height * Spare * factor <= uprightHeight);
        return Math.Max(1, factor);
    }
}

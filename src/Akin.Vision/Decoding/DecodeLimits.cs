namespace Akin.Vision.Decoding;

/// <summary>How large a picture may be before <see cref="ImageDecoder"/> refuses it, unread.</summary>
public sealed record DecodeLimits
{
    /// <summary>The most pixels whose RGB bytes, with some slack, fit one array.</summary>
    internal const int LargestPixels = (0x7FFFFFC7 - PixelImage.SlackInBytes) / 3;

    /// <summary>The default limits.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>
    /// Width times height, as the file's header states it; 1 to 715,827,842. The default, 178,956,970, is where Pillow raises
    /// its <c>DecompressionBombError</c>: twice its <c>MAX_IMAGE_PIXELS</c> of 89,478,485 (a quarter of a gibibyte of RGB).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int Pixels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestPixels);
            field = value;
        }
    } = 178_956_970;

    /// <summary>
    /// The file's length in bytes, at least 1. The default, 1 GiB, is what an uncompressed picture of 16-bit RGB takes
    /// at the default limit of <see cref="Pixels"/>: no honest file within that limit is longer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int FileBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1 << 30;
}

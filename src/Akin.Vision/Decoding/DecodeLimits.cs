namespace Akin.Vision.Decoding;

/// <summary>What one picture may ask for before <see cref="ImageDecoder"/> refuses it with a reason. All but <see cref="Time"/> are checked before memory for pixels is taken.</summary>
public sealed record DecodeLimits
{
    /// <summary>The most pixels whose samples, four bytes as decoders write them and some slack, fit one array.</summary>
    internal const int LargestPixels = (0x7FFFFFC7 - PixelImage.SlackInBytes) / 4;

    /// <summary>The default limits.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>
    /// Width times height, as the file's header states it; 1 to 536,870,881. The default, 178,956,970, is where Pillow raises
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

    /// <summary>
    /// The frames or pages that a file may hold, at least 1. Only the first is decoded; the limit protects the walk over the others, which every decoder
    /// makes to find them. The default, 65,536, is more than a classic TIFF can number. 1 refuses everything that is animated or has pages.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Frames
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 65_536;

    /// <summary>
    /// The bytes that decoding may hold at its peak beside the file, at least 1: the picture's RGB, its copy if it has to be turned upright, and what the
    /// decoder holds if it cannot go row by row (progressive JPEG, interlaced PNG, WebP, GIF, AVIF), as estimated from the header. The default,
    /// 900 million, keeps a process that decodes one picture at a time below 1 GB. Every upright picture within the default limit of <see cref="Pixels"/> passes that
    /// is decoded row by row; turned ones and progressive JPEGs (4:2:0) to 150 million pixels, GIF and WebP to 112, AVIF to 50 (8 bits).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public long MemoryBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 900_000_000;

    /// <summary>
    /// How long decoding one picture may take, more than zero; <see cref="TimeSpan.MaxValue"/> is no limit. It is looked at between strips of rows, so
    /// what a codec does in one piece, which <see cref="Pixels"/> and <see cref="MemoryBytes"/> bound, ends before it is refused; BMP and ICO are always such a piece.
    /// The default, a minute, is ten times what the largest picture within the other limits takes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Time
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(1);
}

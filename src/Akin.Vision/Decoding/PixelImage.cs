using System.Buffers;
using Akin.Vision.Preprocessing;
using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>
/// A decoded picture: 8-bit RGB, interleaved (R, G, B, R, ...), row-major from the top left, no padding between rows.
/// </summary>
/// <remarks>
/// The memory comes from a shared pool: whoever was handed the picture disposes it, once, when nobody reads <see cref="Pixels"/> any more.
/// Any number of threads may read at the same time.
/// </remarks>
public sealed class PixelImage : IDisposable
{
    /// <summary>Bytes behind the last pixel that vector kernels may load, or overwrite with anything, so that none needs a special case for row ends.</summary>
    internal const int SlackInBytes = 64;

    // The shared pool rounds up to a power of two and keeps what comes back: for pictures beyond 22 megapixels that would waste and hold too much.
    private const int LargestPooledBytes = 1 << 26;

    private byte[]? _buffer;

    /// <summary>Creates a picture from pixels, which are copied.</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">[height x width x 3] bytes, in the layout of <see cref="Pixels"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge is below 1, or the picture has more than 536,870,881 pixels.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has not exactly the length that the edges ask for.</exception>
    public PixelImage(int width, int height, ReadOnlySpan<byte> pixels)
        : this(width, height)
    {
        if (pixels.Length != LengthInBytes)
        {
            int expected = LengthInBytes;
            Dispose();
            throw new ArgumentException($"{width} x {height} RGB pixels take {expected} bytes, got {pixels.Length}.", nameof(pixels));
        }

        pixels.CopyTo(WritablePixels);
    }

    /// <summary>Creates a picture whose pixels are yet to be written: they hold anything.</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="bytesPerPixel">Bytes to take memory for a pixel, if more than 3: a decoder may write wider samples first and make RGB of them in place.</param>
    internal PixelImage(int width, int height, int bytesPerPixel = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, DecodeLimits.LargestPixels, nameof(height));
        (Width, Height) = (width, height);
        (OriginalWidth, OriginalHeight) = (width, height);
        long length = ((long)width * height * Math.Max(bytesPerPixel, 3)) + SlackInBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength, nameof(bytesPerPixel));
        _buffer = length <= LargestPooledBytes ? ArrayPool<byte>.Shared.Rent((int)length) : GC.AllocateUninitializedArray<byte>((int)length);
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Pixels a row of the whole picture: more than <see cref="Width"/> where it was decoded smaller than it is stored.</summary>
    public int OriginalWidth { get; private set; }

    /// <summary>Rows of the whole picture: more than <see cref="Height"/> where it was decoded smaller than it is stored.</summary>
    public int OriginalHeight { get; private set; }

    /// <summary>[Height x Width x 3] bytes.</summary>
    /// <exception cref="ObjectDisposedException">The picture was disposed.</exception>
    public ReadOnlySpan<byte> Pixels => WritablePixels;

    /// <summary><see cref="Pixels"/>, to be filled before anyone else sees the picture.</summary>
    internal Span<byte> WritablePixels => Buffer.AsSpan(0, LengthInBytes);

    /// <summary><see cref="Pixels"/> and <see cref="SlackInBytes"/> more bytes, which hold anything.</summary>
    internal Span<byte> PixelsAndSlack => Buffer.AsSpan(0, LengthInBytes + SlackInBytes);

    /// <summary>All memory behind the picture: room for the samples that the constructor was asked for.</summary>
    internal Span<byte> Samples => Buffer;

    private int LengthInBytes => Width * Height * 3;

    private byte[] Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer;
        }
    }

    /// <summary>Says that the picture was decoded smaller than it is stored, before anyone else sees it.</summary>
    internal void SetOriginalSize(int width, int height) => (OriginalWidth, OriginalHeight) = (width, height);

    /// <summary>Resizes the picture to the bytes that Pillow's <c>Image.resize</c> gives.</summary>
    /// <param name="width">Pixels a row of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <param name="filter">Pillow's filter.</param>
    /// <returns>A new picture, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An edge is below 1, or the result has more bytes than an array can hold.</exception>
    /// <exception cref="ObjectDisposedException">The picture was disposed.</exception>
    public PixelImage Resize(int width, int height, ResizeFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, DecodeLimits.LargestPixels, nameof(height));
        return PillowResize.Resize(this, width, height, filter);
    }

    /// <summary>The picture as a PNG file: 8-bit RGB, lossless, nothing but the pixels.</summary>
    /// <exception cref="ObjectDisposedException">The picture was disposed.</exception>
    public byte[] ToPng()
    {
        using Image image = Image.NewFromMemoryCopy(Pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        return image.PngsaveBuffer(keep: Enums.ForeignKeep.None);
    }

    /// <summary>Gives the memory back. Spans taken from <see cref="Pixels"/> must not be used any more.</summary>
    public void Dispose()
    {
        byte[]? buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer?.Length <= LargestPooledBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

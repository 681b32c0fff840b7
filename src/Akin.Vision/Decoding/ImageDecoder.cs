using System.Globalization;
using Akin.Vision.Preprocessing;

namespace Akin.Vision.Decoding;

/// <summary>
/// Decodes picture files to upright 8-bit RGB: JPEG, PNG, WebP, GIF and animated WebP (first frame), TIFF (first page), AVIF, BMP, ICO and CUR (largest image),
/// and HEIC where libvips has a decoder for it.
/// </summary>
/// <remarks>
/// <para>The pixels are those of Pillow's <c>ImageOps.exif_transpose(image).convert("RGB")</c>: colour profiles are ignored, alpha is dropped
/// and not blended, palettes and bits are expanded, CMYK goes through Pillow's integer formula. 16-bit samples keep their high byte.
/// AVIF's chroma differs by a level or two, as it does between any two libraries. <c>docs/decoding.md</c> lists all that differs.</para>
/// <para>The format is told by the content. One decoder may be used by any number of threads at the same time; each call decodes on one.</para>
/// <para>The first call blocks, for the whole process, all loaders of libvips that are not needed here.</para>
/// </remarks>
public sealed class ImageDecoder
{
    private readonly DecodeLimits _limits;

    /// <summary>Creates a decoder with limits, the default ones if none are given.</summary>
    public ImageDecoder(DecodeLimits? limits = null)
    {
        _limits = limits ?? DecodeLimits.Default;
    }

    /// <summary>Reads and decodes one picture.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The upright picture, which the caller disposes.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be read, or for any reason of <see cref="Decode(ReadOnlySpan{byte})"/>. Skip it.</exception>
    public PixelImage Decode(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileContent content = FileContent.Read(path, _limits.FileBytes);
        return Decode(content.Bytes);
    }

    /// <summary>Decodes one picture. The limits are checked against its header before memory for pixels is taken.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>The upright picture, which the caller disposes.</returns>
    /// <exception cref="ImageDecodeException">The file is no picture, of an unknown format, truncated, damaged or beyond the limits. Skip it.</exception>
    public PixelImage Decode(ReadOnlySpan<byte> file) => Decode(file, shrinkFor: null);

    /// <summary>As <see cref="Decode(ReadOnlySpan{byte})"/>, but smaller where the file can be decoded so and leaves <paramref name="shrinkFor"/> enough: see <see cref="DecodeMode.Fast"/>.</summary>
    internal PixelImage Decode(ReadOnlySpan<byte> file, ImageProcessor? shrinkFor)
    {
        if (file.IsEmpty)
        {
            throw new ImageDecodeException("the file is empty", PictureFault.Empty);
        }

        if (file.Length > _limits.FileBytes)
        {
            throw new ImageDecodeException(
                string.Create(CultureInfo.InvariantCulture, $"{file.Length:N0} bytes are more than the limit of {_limits.FileBytes:N0} bytes"), PictureFault.BeyondLimits);
        }

        PictureFormat format = FormatSignature.Detect(file);
        return format switch
        {
            PictureFormat.Unknown when ForeignFormat.Name(file) is string name => throw new ImageDecodeException($"{name}, which Akin does not read", PictureFault.UnknownFormat),
            PictureFormat.Unknown => throw new ImageDecodeException("not a picture: unknown format", PictureFault.UnknownFormat),
            PictureFormat.Bmp => SkiaReader.Read(file, format, _limits),
            PictureFormat.Ico or PictureFormat.Cur => IconReader.Read(file, format, _limits),
            _ => VipsReader.Read(file, format, _limits, shrinkFor),
        };
    }

    /// <summary>Refuses a picture by the edges that its header states.</summary>
    internal static void CheckEdges(long width, long height, DecodeLimits limits)
    {
        if (width < 1 || height < 1)
        {
            throw new ImageDecodeException("the picture has no pixels");
        }

        if (width * height > limits.Pixels)
        {
            throw new ImageDecodeException(
                string.Create(CultureInfo.InvariantCulture, $"{width:N0} x {height:N0} pixels are more than the limit of {limits.Pixels:N0} pixels"), PictureFault.BeyondLimits);
        }
    }
}

using System.Buffers;
using SkiaSharp;

namespace Akin.Vision.Decoding;

/// <summary>Reads BMP and ICO, which libvips does not, through Skia.</summary>
internal static class SkiaReader
{
    internal static unsafe PixelImage Read(ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
        {
            throw new ImageDecodeException($"the {FormatSignature.Name(format)} is damaged or of an unsupported kind");
        }

        int width = codec.Info.Width;
        int height = codec.Info.Height;
        ImageDecoder.CheckEdges(width, height, limits);
        SampleLayout layout = new(Bands: 4, IsWide: false, Ink.None);
        int rowLength = checked(width * layout.BytesPerPixel);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(rowLength * height));
        try
        {
            // Unpremultiplied, since alpha is dropped and must not have darkened the colours; no colour space, so that none is converted.
            SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            fixed (byte* pixels = buffer)
            {
                SKCodecResult result = codec.GetPixels(info, (nint)pixels);
                if (result != SKCodecResult.Success)
                {
                    string fault = result == SKCodecResult.IncompleteInput ? "truncated" : "damaged or of an unsupported kind";
                    throw new ImageDecodeException($"the {FormatSignature.Name(format)} is {fault}");
                }
            }

            PixelImage picture = new(width, height);
            layout.ToRgb(buffer.AsSpan(0, rowLength * height), picture.WritablePixels);
            return picture;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

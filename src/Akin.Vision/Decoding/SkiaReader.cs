using SkiaSharp;

namespace Akin.Vision.Decoding;

/// <summary>Reads BMP, which libvips does not, through Skia.</summary>
internal static class SkiaReader
{
    /// <summary>Skia writes alpha too, which is dropped in place: it is no more than this a pixel.</summary>
    private const int BytesPerPixel = 4;

    internal static unsafe PixelImage Read(ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits)
    {
        fixed (byte* start = file)
        {
            // No copy: the codec is gone before the span is.
            using SKData data = SKData.Create((nint)start, file.Length);
            using SKCodec? codec = SKCodec.Create(data);
            if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Bmp)
            {
                throw new ImageDecodeException(DecodeFault.Reason(file, format));
            }

            ImageDecoder.CheckEdges(codec.Info.Width, codec.Info.Height, limits);
            WorkingMemory.Check((long)codec.Info.Width * codec.Info.Height, BytesPerPixel - 3, limits);
            return Read(codec, file, format);
        }
    }

    private static unsafe PixelImage Read(SKCodec codec, ReadOnlySpan<byte> file, PictureFormat format)
    {
        // Unpremultiplied, since alpha is dropped and must not have darkened the colours; no colour space, so that none is converted.
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        PixelImage picture = new(info.Width, info.Height, BytesPerPixel);
        try
        {
            fixed (byte* pixels = picture.Samples)
            {
                SKCodecResult result = codec.GetPixels(info, (nint)pixels, info.Width * BytesPerPixel, SKCodecOptions.Default);
                if (result != SKCodecResult.Success)
                {
                    string fault = result == SKCodecResult.IncompleteInput ? "truncated" : "damaged or of an unsupported kind";
                    throw new ImageDecodeException($"the {FormatSignature.Name(format)} is {fault}");
                }
            }

            BmpHeader.Read(file).MatchPillow(picture.Samples[..(info.Width * info.Height * BytesPerPixel)]);
            new SampleLayout(BytesPerPixel, Ink.None).ToRgb(picture.Samples, info.Width * info.Height);
            return picture;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }
}

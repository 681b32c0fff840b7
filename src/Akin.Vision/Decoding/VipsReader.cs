using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Reads JPEG, PNG, WebP, GIF, TIFF and AVIF through libvips, by the one loader that fits the content.</summary>
internal static class VipsReader
{
    static VipsReader()
    {
        // Pictures are decoded side by side by the callers' threads, so each takes one; and none is asked for twice, so nothing is cached.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // What is wrong with a picture goes into its reason; libvips' own remarks would go to standard error.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    internal static PixelImage Read(ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits)
    {
        try
        {
            using Source source = Source.NewFromMemory(file);
            using Image image = Open(source, format);
            ImageDecoder.CheckEdges(image.Width, image.Height, limits);
            Orientation orientation = OrientationTag.Read(image);
            return Upright.Turn(ReadPixels(image, file, format), orientation);
        }
        catch (VipsException exception)
        {
            throw new ImageDecodeException(Reason(file, format), exception);
        }
    }

    // Truncated data is an error, as it is for Pillow; what decoders only warn of, such as a flipped bit in a JPEG, is read as well as it goes.
    private static Image Open(Source source, PictureFormat format)
    {
        const Enums.Access Access = Enums.Access.Sequential;
        const Enums.FailOn FailOn = Enums.FailOn.Truncated;
        return format switch
        {
            PictureFormat.Jpeg => Image.JpegloadSource(source, access: Access, failOn: FailOn),
            PictureFormat.Png => Image.PngloadSource(source, access: Access, failOn: FailOn),
            PictureFormat.WebP => Image.WebploadSource(source, access: Access, failOn: FailOn),
            PictureFormat.Gif => Image.GifloadSource(source, access: Access, failOn: FailOn),
            PictureFormat.Tiff => Image.TiffloadSource(source, access: Access, failOn: FailOn),
            PictureFormat.Heif => Image.HeifloadSource(source, access: Access, failOn: FailOn),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips does not read this format here."),
        };
    }

    private static unsafe PixelImage ReadPixels(Image image, ReadOnlySpan<byte> file, PictureFormat format)
    {
        SampleLayout layout = Layout(image, file, format);
        bool showsBackdrop = format == PictureFormat.Gif && layout.Bands is 2 or 4;
        (byte Red, byte Green, byte Blue) backdrop = showsBackdrop ? GifBackdrop.Find(file) : default;
        nint memory = image.WriteToMemory(out _);
        try
        {
            PixelImage picture = new(image.Width, image.Height);
            int rowLength = image.Width * layout.BytesPerPixel;
            for (int y = 0; y < picture.Height; y++)
            {
                ReadOnlySpan<byte> samples = new((byte*)memory + ((long)y * rowLength), rowLength);
                Span<byte> rgb = picture.WritablePixels.Slice(y * picture.Width * 3, picture.Width * 3);
                layout.ToRgb(samples, rgb);
                if (showsBackdrop)
                {
                    GifBackdrop.Paint(backdrop, samples, layout.Bands, rgb);
                }
            }

            return picture;
        }
        finally
        {
            NetVips.NetVips.Free(memory);
        }
    }

    private static SampleLayout Layout(Image image, ReadOnlySpan<byte> file, PictureFormat format)
    {
        bool isRead = image.Format is Enums.BandFormat.Uchar or Enums.BandFormat.Ushort
            && image.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Srgb
                or Enums.Interpretation.Rgb16 or Enums.Interpretation.Cmyk or Enums.Interpretation.Multiband;
        if (!isRead)
        {
            throw new ImageDecodeException(
                $"the {FormatSignature.Name(format)} holds {image.Format} {image.Interpretation} samples, which are not supported");
        }

        bool isInk = image.Interpretation == Enums.Interpretation.Cmyk && image.Bands >= 4;
        bool isTurned = isInk && format == PictureFormat.Jpeg && !JpegMarkers.HasAdobeSegment(file);
        Ink ink = isTurned ? Ink.FullIsBare : isInk ? Ink.FullIsCovered : Ink.None;
        return new SampleLayout(image.Bands, image.Format == Enums.BandFormat.Ushort, ink);
    }

    private static string Reason(ReadOnlySpan<byte> file, PictureFormat format)
    {
        string fault = FormatSignature.IsCutShort(file, format) ? "truncated" : "damaged or of an unsupported kind";
        return $"the {FormatSignature.Name(format)} is {fault}";
    }
}

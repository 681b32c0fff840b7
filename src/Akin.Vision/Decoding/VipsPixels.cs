using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Takes the RGB pixels out of an opened picture of libvips.</summary>
internal static class VipsPixels
{
    /// <summary>Decodes the picture as it is stored, not turned. One copy of its pixels exists: libvips writes 8-bit samples where the RGB bytes will be.</summary>
    /// <exception cref="ImageDecodeException">Its kind of samples is not supported.</exception>
    /// <exception cref="VipsException">The data behind the header is damaged, or the work was killed.</exception>
    internal static PixelImage Read(Image image, ReadOnlySpan<byte> file, PictureFormat format)
    {
        SampleLayout layout = Layout(image, file, format);
        using Image? picked = image.Bands == layout.Bands ? null : image.ExtractBand(0, n: layout.Bands);
        using Image? highBytes = image.Format == Enums.BandFormat.Ushort ? (picked ?? image).Msb() : null;
        PixelImage picture = new(image.Width, image.Height, layout.Bands);
        try
        {
            Write(highBytes ?? picked ?? image, picture);
            int pixelCount = image.Width * image.Height;
            if (format == PictureFormat.Gif)
            {
                GifFirstFrame.Find(file).PaintBackdrop(picture.Samples, layout.Bands, image.Width, image.Height);
            }

            else if (format == PictureFormat.Tiff && layout is { Bands: 4, Ink: Ink.None })
            {
                AssociatedAlpha.DivideAsPillow(picture.Samples[..(pixelCount * 4)]);
            }

            layout.ToRgb(picture.Samples, pixelCount);
            return picture;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    private static unsafe void Write(Image samples, PixelImage picture)
    {
        fixed (byte* start = picture.Samples)
        {
            ulong length = (ulong)samples.Width * (ulong)samples.Height * (ulong)samples.Bands;
            using Image target = Image.NewFromMemory((nint)start, length, samples.Width, samples.Height, samples.Bands, Enums.BandFormat.Uchar);
            samples.Write(target);
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
                $"the {FormatSignature.Name(format)} holds samples ({image.Format}, {image.Interpretation}) that are not supported");
        }

        if (image.Interpretation == Enums.Interpretation.Cmyk && image.Bands >= 4)
        {
            bool isTurned = format == PictureFormat.Jpeg && !JpegMarkers.HasAdobeSegment(file);
            return new SampleLayout(4, isTurned ? Ink.FullIsBare : Ink.FullIsCovered);
        }

        // Alpha is dropped, but a GIF's says where its backdrop shows, and a TIFF's may have been multiplied in.
        bool needsAlpha = format == PictureFormat.Gif || IsAssociated(image, file, format);
        int bands = needsAlpha ? image.Bands : image.Bands >= 3 ? 3 : 1;
        return new SampleLayout(bands, Ink.None);
    }

    private static bool IsAssociated(Image image, ReadOnlySpan<byte> file, PictureFormat format) =>
        format == PictureFormat.Tiff && image is { Bands: 4, Format: Enums.BandFormat.Uchar } && TiffTags.HasAssociatedAlpha(file);
}

using Akin.Vision.Preprocessing;
using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Reads JPEG, PNG, WebP, GIF, TIFF, AVIF and HEIC through libvips, by the one loader that fits the content.</summary>
internal static class VipsReader
{
    internal static PixelImage Read(ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits, ImageProcessor? shrinkFor)
    {
        VipsLibrary.SetUp();
        DecodeEffort.CheckBeforeOpening(file, format, limits);
        DecodeClock clock = new(limits.Time);
        try
        {
            PixelImage picture = Upright.Turn(ReadStored(file, format, limits, shrinkFor, clock, out Orientation orientation, out int width, out int height), orientation);
            picture.SetOriginalSize(width, height);
            return picture;
        }
        catch (VipsException exception)
        {
            clock.Check();
            throw new ImageDecodeException(DecodeFault.Reason(file, format, exception.Message), exception);
        }
    }

    /// <summary>The picture as it is stored, whole or shrunken, and the edges that the whole one has upright. What libvips holds is free when this returns.</summary>
    private static PixelImage ReadStored(
        ReadOnlySpan<byte> file, PictureFormat format, DecodeLimits limits, ImageProcessor? shrinkFor, DecodeClock clock, out Orientation orientation, out int width, out int height)
    {
        using Source source = Source.NewFromMemory(file);
        using Image image = Open(source, format);
        ImageDecoder.CheckEdges(image.Width, image.Height, limits);
        DecodeEffort.Check(image, file, limits);
        orientation = OrientationTag.Read(image);
        WorkingMemory.Check(image, file, format, orientation, limits);
        (width, height) = Upright.SwapsEdges(orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
        int shrink = ShrinkOnLoad.Factor(width, height, format, shrinkFor);
        if (shrink == 1)
        {
            clock.Watch(image);
            return VipsPixels.Read(image, file, format);
        }

        using Source again = Source.NewFromMemory(file);
        using Image shrunken = OpenShrunken(again, format, shrink);
        clock.Watch(shrunken);
        return VipsPixels.Read(shrunken, file, format);
    }

    // Truncated data is an error, as it is for Pillow; what decoders only warn of, such as a flipped bit in a JPEG, is read as well as it goes.
    // A TIFF says neither: without an error its tiles would come out black, those whose compression this libvips does not have among them.
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
            PictureFormat.Tiff => Image.TiffloadSource(source, access: Access, failOn: Enums.FailOn.Error),
            PictureFormat.Avif or PictureFormat.Heic => Image.HeifloadSource(source, access: Access, failOn: FailOn),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips does not read this format here."),
        };
    }

    private static Image OpenShrunken(Source source, PictureFormat format, int shrink) => format == PictureFormat.Jpeg
        ? Image.JpegloadSource(source, shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated)
        : Image.WebploadSource(source, scale: 1.0 / shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
}

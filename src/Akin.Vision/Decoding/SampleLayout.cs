namespace Akin.Vision.Decoding;

/// <summary>How a decoder lays out one pixel's samples, and the way from there to RGB that Pillow takes.</summary>
/// <param name="Bands">Samples a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha or CMYK; more are ignored.</param>
/// <param name="IsWide">Whether a sample has 16 bits, little-endian, of which the high byte counts.</param>
/// <param name="Ink">Whether the first four samples are ink, and what 255 means.</param>
internal readonly record struct SampleLayout(int Bands, bool IsWide, Ink Ink)
{
    private int BytesPerSample => IsWide ? 2 : 1;

    /// <summary>Bytes from one pixel to the next.</summary>
    internal int BytesPerPixel => Bands * BytesPerSample;

    /// <summary>Converts a row of samples to a row of RGB bytes.</summary>
    internal void ToRgb(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        if (this is { Bands: 3, IsWide: false })
        {
            samples.CopyTo(rgb);
        }
        else if (Ink != Ink.None)
        {
            InkToRgb(samples, rgb);
        }
        else
        {
            PickRgb(samples, rgb);
        }
    }

    private void PickRgb(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        int red = BytesPerSample - 1;
        int green = Bands >= 3 ? red + BytesPerSample : red;
        int blue = Bands >= 3 ? green + BytesPerSample : red;
        for (int pixel = 0, target = 0; target < rgb.Length; pixel += BytesPerPixel, target += 3)
        {
            rgb[target] = samples[pixel + red];
            rgb[target + 1] = samples[pixel + green];
            rgb[target + 2] = samples[pixel + blue];
        }
    }

    // Pillow's cmyk2rgb: white less black, scaled down by each ink.
    private void InkToRgb(ReadOnlySpan<byte> samples, Span<byte> rgb)
    {
        int inverted = Ink == Ink.FullIsBare ? 255 : 0;
        for (int pixel = BytesPerSample - 1, target = 0; target < rgb.Length; pixel += BytesPerPixel, target += 3)
        {
            int light = 255 - (samples[pixel + (3 * BytesPerSample)] ^ inverted);
            for (int channel = 0; channel < 3; channel++)
            {
                int ink = samples[pixel + (channel * BytesPerSample)] ^ inverted;
                rgb[target + channel] = (byte)(light - MultiplyAndDivideBy255(ink, light));
            }
        }
    }

    // The product of two fractions of 255, rounded, without a division: Pillow's MULDIV255.
    private static int MultiplyAndDivideBy255(int left, int right)
    {
        int product = (left * right) + 128;
        return ((product >> 8) + product) >> 8;
    }
}

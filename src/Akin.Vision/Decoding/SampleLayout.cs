namespace Akin.Vision.Decoding;

/// <summary>What a pixel's 8-bit samples mean, and the way from there to RGB that Pillow takes.</summary>
/// <param name="Bands">Samples a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, or CMYK.</param>
/// <param name="Ink">Whether the samples are ink, four a pixel, and what 255 means.</param>
internal readonly record struct SampleLayout(int Bands, Ink Ink)
{
    /// <summary>Turns samples, packed from the start of <paramref name="buffer"/>, into RGB bytes in the same place.</summary>
    /// <param name="buffer">Room for [pixelCount x max(<see cref="Bands"/>, 3)] bytes.</param>
    /// <param name="pixelCount">Pixels.</param>
    internal void ToRgb(Span<byte> buffer, int pixelCount)
    {
        if (Ink != Ink.None)
        {
            InkToRgb(buffer, pixelCount);
        }
        else if (Bands == 4)
        {
            DropAlpha(buffer, pixelCount);
        }
        else if (Bands < 3)
        {
            SpreadGrey(buffer, pixelCount);
        }
    }

    private static void DropAlpha(Span<byte> buffer, int pixelCount)
    {
        for (int source = 0, target = 0; source < pixelCount * 4; source += 4, target += 3)
        {
            buffer[target] = buffer[source];
            buffer[target + 1] = buffer[source + 1];
            buffer[target + 2] = buffer[source + 2];
        }
    }

    // From the last pixel on, since RGB is wider than what it is made of.
    private void SpreadGrey(Span<byte> buffer, int pixelCount)
    {
        for (int pixel = pixelCount - 1; pixel >= 0; pixel--)
        {
            byte level = buffer[pixel * Bands];
            buffer[(pixel * 3) + 2] = level;
            buffer[(pixel * 3) + 1] = level;
            buffer[pixel * 3] = level;
        }
    }

    // Pillow's cmyk2rgb: white less black, scaled down by each ink.
    private void InkToRgb(Span<byte> buffer, int pixelCount)
    {
        int inverted = Ink == Ink.FullIsBare ? 255 : 0;
        for (int source = 0, target = 0; source < pixelCount * 4; source += 4, target += 3)
        {
            int light = 255 - (buffer[source + 3] ^ inverted);
            for (int channel = 0; channel < 3; channel++)
            {
                int ink = buffer[source + channel] ^ inverted;
                buffer[target + channel] = (byte)(light - MultiplyAndDivideBy255(ink, light));
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

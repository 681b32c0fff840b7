namespace Akin.Vision.Decoding;

/// <summary>Colours that were multiplied by their alpha: libvips and Pillow both divide by it, and round differently.</summary>
internal static class AssociatedAlpha
{
    /// <summary>Makes Pillow's integer quotient, <c>255 * stored / alpha</c> rounded down, out of libvips', which may be one less.</summary>
    /// <remarks>
    /// libvips multiplies by <c>255 / alpha</c> in floating point and drops the fraction, so what should be a whole number may lose one. The stored
    /// sample comes back from either: <c>value * alpha / 255</c> lies less than one below it.
    /// </remarks>
    /// <param name="rgba">Whole pixels, already divided.</param>
    internal static void DivideAsPillow(Span<byte> rgba)
    {
        for (int offset = 0; offset < rgba.Length; offset += 4)
        {
            int alpha = rgba[offset + 3];
            for (int channel = offset; alpha is > 0 and < 255 && channel < offset + 3; channel++)
            {
                int stored = ((rgba[channel] * alpha) + 254) / 255;
                rgba[channel] = (byte)Math.Min(255, stored * 255 / alpha);
            }
        }
    }
}

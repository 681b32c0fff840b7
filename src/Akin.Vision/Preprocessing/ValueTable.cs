namespace Akin.Vision.Preprocessing;

/// <summary>A <see cref="Normalization"/> computed once for each level of each colour.</summary>
internal sealed class ValueTable
{
    private readonly float[] _values = new float[3 * 256];

    /// <summary>Computes the table.</summary>
    public ValueTable(Normalization normalization)
    {
        for (int colour = 0; colour < 3; colour++)
        {
            Span<float> levels = _values.AsSpan(colour * 256, 256);
            for (int level = 0; level < levels.Length; level++)
            {
                levels[level] = level;
            }

            normalization.Apply(levels, colour);
        }
    }

    /// <summary>Turns interleaved pixels into planes: float32 [3, pixels].</summary>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> planes)
    {
        int pixelCount = pixels.Length / 3;
        ReadOnlySpan<float> red = _values.AsSpan(0, 256);
        ReadOnlySpan<float> green = _values.AsSpan(256, 256);
        ReadOnlySpan<float> blue = _values.AsSpan(512, 256);
        Span<float> reds = planes[..pixelCount];
        Span<float> greens = planes.Slice(pixelCount, pixelCount);
        Span<float> blues = planes.Slice(2 * pixelCount, pixelCount);
        for (int pixel = 0; pixel < reds.Length; pixel++)
        {
            ReadOnlySpan<byte> colours = pixels.Slice(pixel * 3, 3);
            reds[pixel] = red[colours[0]];
            greens[pixel] = green[colours[1]];
            blues[pixel] = blue[colours[2]];
        }
    }
}

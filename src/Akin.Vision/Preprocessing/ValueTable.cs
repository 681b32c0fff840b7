namespace Akin.Vision.Preprocessing;

/// <summary>The float32 that each level of each colour becomes: rescaled, then normalised, in the operations and precisions of <c>transformers</c>' NumPy code.</summary>
internal sealed class ValueTable
{
    private readonly float[] _values = new float[3 * 256];

    /// <summary>Computes the table.</summary>
    /// <param name="scale">What levels are multiplied by, in float64; null where they are not rescaled.</param>
    /// <param name="offset">What is subtracted after that, in float64.</param>
    /// <param name="normalizations">Means and deviations, in float32, one after the other.</param>
    public ValueTable(double? scale, double offset, IReadOnlyList<(IReadOnlyList<double> Means, IReadOnlyList<double> Deviations)> normalizations)
    {
        for (int colour = 0; colour < 3; colour++)
        {
            for (int level = 0; level < 256; level++)
            {
                float value = scale is double factor ? (float)((level * factor) - offset) : level;
                foreach ((IReadOnlyList<double> means, IReadOnlyList<double> deviations) in normalizations)
                {
                    value = (value - (float)means[colour]) / (float)deviations[colour];
                }

                _values[(colour * 256) + level] = value;
            }
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

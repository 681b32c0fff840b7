namespace Akin.Vision.Encoding.Quantization;

/// <summary>
/// Symmetric 8-bit quantisation of weights with one scale an output channel (Jacob et al. 2017, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
/// Inference, section 2.1, with the zero point 0): a weight is its integer times its channel's scale, to within half a scale.
/// </summary>
internal static class ChannelQuantization
{
    /// <summary>The largest integer. -128 stays unused, so that the range is symmetric.</summary>
    public const int Limit = 127;

    /// <summary>float32's smallest normal number: channels of nothing but zeros and subnormal numbers get it, instead of a scale that is zero.</summary>
    private const float LeastScale = 1.17549435e-38f;

    /// <summary>The scale of a channel: its largest magnitude divided by <see cref="Limit"/>. NaN or infinite where a weight is.</summary>
    public static float ScaleOf(ReadOnlySpan<float> channel)
    {
        float largest = 0;
        foreach (float weight in channel)
        {
            largest = MathF.Max(largest, MathF.Abs(weight));
        }

        return MathF.Max(largest / Limit, LeastScale);
    }

    /// <summary>Quantises a channel.</summary>
    /// <param name="channel">Its weights, finite.</param>
    /// <param name="scale">Its scale.</param>
    /// <param name="quantized">Takes the integers, -127 to 127, <paramref name="stride"/> apart.</param>
    /// <param name="stride">How far apart they lie.</param>
    public static void Quantize(ReadOnlySpan<float> channel, float scale, Span<sbyte> quantized, int stride)
    {
        int place = 0;
        foreach (float weight in channel)
        {
            quantized[place] = (sbyte)Math.Clamp(MathF.Round(weight / scale), -Limit, Limit);
            place += stride;
        }
    }
}

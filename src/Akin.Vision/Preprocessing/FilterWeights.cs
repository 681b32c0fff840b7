namespace Akin.Vision.Preprocessing;

/// <summary>Which source pixels make each target pixel along one axis, and with what weights, in float64 (Pillow's <c>precompute_coeffs</c>; PyTorch's antialiased <c>interpolate</c> computes the same).</summary>
internal sealed class FilterWeights
{
    private FilterWeights(int tapCount, int[] starts, int[] lengths, double[] values)
    {
        TapCount = tapCount;
        Starts = starts;
        Lengths = lengths;
        Values = values;
    }

    /// <summary>Weights that are kept a target.</summary>
    public int TapCount { get; }

    /// <summary>[targets] The first source pixel.</summary>
    public int[] Starts { get; }

    /// <summary>[targets] How many source pixels count.</summary>
    public int[] Lengths { get; }

    /// <summary>[targets x <see cref="TapCount"/>] The weights, which sum to 1; zero behind a target's length.</summary>
    public double[] Values { get; }

    /// <summary>The most source pixels that any target needs.</summary>
    public static int LargestTapCount(ResizeFilter filter, int sourceLength, int targetLength) =>
        Math.Min(((int)Math.Ceiling(Support(filter, sourceLength, targetLength)) * 2) + 1, sourceLength);

    /// <summary>Computes the weights of the targets <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    /// <param name="filter">A filter with a curve.</param>
    /// <param name="sourceLength">Pixels of the source along the axis.</param>
    /// <param name="targetLength">Pixels of the whole target along the axis.</param>
    /// <param name="first">The first target that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public static FilterWeights Compute(ResizeFilter filter, int sourceLength, int targetLength, int first, int count)
    {
        double scale = (double)sourceLength / targetLength;
        double filterScale = Math.Max(scale, 1);
        double support = Support(filter, sourceLength, targetLength);
        int tapCount = LargestTapCount(filter, sourceLength, targetLength);
        FilterWeights weights = new(tapCount, new int[count], new int[count], new double[count * tapCount]);
        for (int target = 0; target < count; target++)
        {
            double centre = (first + target + 0.5) * scale;
            int start = Math.Max(0, (int)(centre - support + 0.5));
            int length = Math.Min(sourceLength, (int)(centre + support + 0.5)) - start;
            Span<double> values = weights.Values.AsSpan(target * tapCount, length);
            double sum = 0;
            for (int tap = 0; tap < length; tap++)
            {
                values[tap] = FilterCurve.At(filter, (tap + start - centre + 0.5) * (1 / filterScale));
                sum += values[tap];
            }

            for (int tap = 0; tap < length && sum != 0; tap++)
            {
                values[tap] /= sum;
            }

            weights.Starts[target] = start;
            weights.Lengths[target] = length;
        }

        return weights;
    }

    private static double Support(ResizeFilter filter, int sourceLength, int targetLength) =>
        FilterCurve.Support(filter) * Math.Max((double)sourceLength / targetLength, 1);
}

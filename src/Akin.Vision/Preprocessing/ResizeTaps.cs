namespace Akin.Vision.Preprocessing;

/// <summary>Which source pixels make each target pixel along one axis, and with what weights: fixed-point numbers of 22 fractional bits, as Pillow rounds them.</summary>
internal sealed class ResizeTaps
{
    /// <summary>Fractional bits of a coefficient: 32 less 8 for the pixel and 2 for weights beyond 1.</summary>
    public const int FractionBits = 22;

    /// <summary>Every target's taps are padded to a multiple of this with zero weights.</summary>
    public const int TapGroup = 4;

    private ResizeTaps(int tapCount, int[] starts, int[] lengths, int[] weights)
    {
        TapCount = tapCount;
        Starts = starts;
        Lengths = lengths;
        Weights = weights;
    }

    /// <summary>Weights that are kept a target, a multiple of <see cref="TapGroup"/>.</summary>
    public int TapCount { get; }

    /// <summary>[targets] The first source pixel.</summary>
    public int[] Starts { get; }

    /// <summary>[targets] How many source pixels count.</summary>
    public int[] Lengths { get; }

    /// <summary>[targets x <see cref="TapCount"/>] The weights, zero behind a target's length.</summary>
    public int[] Weights { get; }

    /// <summary>The first source pixel that any target needs.</summary>
    public int SourceStart => Starts[0];

    /// <summary>How many source pixels the targets need from there on.</summary>
    public int SourceLength => Starts[^1] + Lengths[^1] - SourceStart;

    /// <summary>The same taps where the source is only its part from <paramref name="origin"/> on.</summary>
    public ResizeTaps RelativeTo(int origin) => new(TapCount, Array.ConvertAll(Starts, start => start - origin), Lengths, Weights);

    /// <summary>Computes the taps of the targets <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1 (Pillow's <c>precompute_coeffs</c>).</summary>
    /// <param name="filter">A filter with a curve.</param>
    /// <param name="sourceLength">Pixels of the source along the axis.</param>
    /// <param name="targetLength">Pixels of the whole target along the axis.</param>
    /// <param name="first">The first target that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public static ResizeTaps Compute(ResizeFilter filter, int sourceLength, int targetLength, int first, int count)
    {
        double scale = (double)sourceLength / targetLength;
        double filterScale = Math.Max(scale, 1);
        double support = FilterCurve.Support(filter) * filterScale;
        int largestCount = Math.Min(((int)Math.Ceiling(support) * 2) + 1, sourceLength);
        int tapCount = (largestCount + TapGroup - 1) / TapGroup * TapGroup;
        ResizeTaps taps = new(tapCount, new int[count], new int[count], new int[count * tapCount]);
        double[] heights = new double[largestCount];
        for (int target = 0; target < count; target++)
        {
            double centre = (first + target + 0.5) * scale;
            int start = Math.Max(0, (int)(centre - support + 0.5));
            int length = Math.Min(sourceLength, (int)(centre + support + 0.5)) - start;
            double sum = 0;
            for (int tap = 0; tap < length; tap++)
            {
                heights[tap] = FilterCurve.At(filter, (tap + start - centre + 0.5) * (1 / filterScale));
                sum += heights[tap];
            }

            taps.Starts[target] = start;
            taps.Lengths[target] = length;
            for (int tap = 0; tap < length; tap++)
            {
                double weight = sum != 0 ? heights[tap] / sum : heights[tap];
                taps.Weights[(target * tapCount) + tap] = (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << FractionBits)));
            }
        }

        return taps;
    }
}

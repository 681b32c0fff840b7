using System.Collections.Concurrent;

namespace Akin.Vision.Preprocessing;

/// <summary><see cref="FilterWeights"/> as fixed-point numbers of 22 fractional bits, as Pillow rounds them (<c>normalize_coeffs_8bpc</c>).</summary>
internal sealed class ResizeTaps
{
    /// <summary>Fractional bits of a weight: 32 less 8 for the pixel and 2 for weights beyond 1.</summary>
    public const int FractionBits = 22;

    /// <summary>Every target's taps are padded to a multiple of this with zero weights.</summary>
    public const int TapGroup = 4;

    /// <summary>Axes whose taps are kept: pictures of one folder mostly have a few sizes. More than that, and all are forgotten.</summary>
    private const int CachedAxes = 64;

    /// <summary>Longer taps (of 256 KB) are of rare, huge pictures, and are not kept.</summary>
    private const int CachedWeights = 1 << 16;

    private static readonly ConcurrentDictionary<(ResizeFilter Filter, int SourceLength, int TargetLength, int First, int Count), ResizeTaps> Cache = new();

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

    /// <summary>The taps of the targets <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1: see <see cref="FilterWeights.Compute"/>. Shared, not to be written to.</summary>
    public static ResizeTaps Of(ResizeFilter filter, int sourceLength, int targetLength, int first, int count)
    {
        (ResizeFilter, int, int, int, int) axis = (filter, sourceLength, targetLength, first, count);
        if (Cache.TryGetValue(axis, out ResizeTaps? known))
        {
            return known;
        }

        ResizeTaps taps = Round(FilterWeights.Compute(filter, sourceLength, targetLength, first, count));
        if (taps.Weights.Length <= CachedWeights)
        {
            if (Cache.Count >= CachedAxes)
            {
                Cache.Clear();
            }

            Cache.TryAdd(axis, taps);
        }

        return taps;
    }

    private static ResizeTaps Round(FilterWeights weights)
    {
        int count = weights.Starts.Length;
        int tapCount = (weights.TapCount + TapGroup - 1) / TapGroup * TapGroup;
        int[] rounded = new int[count * tapCount];
        for (int target = 0; target < count; target++)
        {
            for (int tap = 0; tap < weights.Lengths[target]; tap++)
            {
                double weight = weights.Values[(target * weights.TapCount) + tap];
                rounded[(target * tapCount) + tap] = (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << FractionBits)));
            }
        }

        return new ResizeTaps(tapCount, weights.Starts, weights.Lengths, rounded);
    }
}

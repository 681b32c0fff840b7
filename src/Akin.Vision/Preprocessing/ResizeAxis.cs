namespace Akin.Vision.Preprocessing;

/// <summary>One axis of a resize: a run of targets, and the source pixels that they need.</summary>
internal sealed class ResizeAxis
{
    /// <summary>
    /// The most weights that are computed at once, 16 MB of them. An axis that needs more, such as a line of 100 million pixels squeezed into 224,
    /// is gone through in parts, so that weights never outgrow the picture.
    /// </summary>
    private const int WeightsAtOnce = 1 << 22;

    private readonly ResizeFilter _filter;
    private readonly int _sourceLength;
    private readonly int _targetLength;
    private readonly int _first;

    /// <summary>Describes the targets <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    public ResizeAxis(ResizeFilter filter, int sourceLength, int targetLength, int first, int count)
    {
        _filter = filter;
        _sourceLength = sourceLength;
        _targetLength = targetLength;
        _first = first;
        TargetCount = count;
        TargetsAtOnce = Math.Clamp(WeightsAtOnce / FilterWeights.LargestTapCount(filter, sourceLength, targetLength), 1, count);
        ResizeTaps begin = Taps(0);
        ResizeTaps end = TargetsAtOnce == count ? begin : Taps((count - 1) / TargetsAtOnce * TargetsAtOnce);
        SourceStart = begin.Starts[0];
        SourceLength = end.Starts[^1] + end.Lengths[^1] - SourceStart;
    }

    /// <summary>How many targets are wanted.</summary>
    public int TargetCount { get; }

    /// <summary>How many targets <see cref="Taps"/> gives at once.</summary>
    public int TargetsAtOnce { get; }

    /// <summary>The first source pixel that any target needs.</summary>
    public int SourceStart { get; }

    /// <summary>How many source pixels the targets need from there on.</summary>
    public int SourceLength { get; }

    /// <summary>The taps of the targets from <paramref name="target"/> on, counted from the first that is wanted: <see cref="TargetsAtOnce"/>, or what is left. Their starts count from the source's first pixel.</summary>
    public ResizeTaps Taps(int target) =>
        ResizeTaps.Of(_filter, _sourceLength, _targetLength, _first + target, Math.Min(TargetsAtOnce, TargetCount - target));
}

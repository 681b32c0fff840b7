namespace Akin.Vision.Architectures;

/// <summary>
/// Channels of a scaled network are rounded to the nearest multiple of a number, but never down by more than a tenth
/// (Howard et al. 2017, MobileNets, in the authors' code; EfficientNet has it from there).
/// </summary>
internal static class ChannelRounding
{
    private const double LargestLoss = 0.9;

    /// <summary>Rounds.</summary>
    /// <param name="channels">The scaled number of channels.</param>
    /// <param name="divisor">What the result is a multiple of, unless <paramref name="least"/> is none and applies.</param>
    /// <param name="least">The least result.</param>
    public static int Round(double channels, int divisor, int least)
    {
        long nearest = (long)(channels + (divisor / 2.0)) / divisor * divisor;
        long rounded = Math.Max(least, nearest);
        return checked((int)(rounded < LargestLoss * channels ? rounded + divisor : rounded));
    }
}

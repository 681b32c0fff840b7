using System.Diagnostics;
using System.Globalization;
using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>Stops a decoder of libvips that takes longer than its limit, without a thread of its own.</summary>
internal sealed class DecodeClock
{
    // A picture of fewer pixels is decoded in milliseconds whatever its file holds: not worth a callback from libvips.
    private const int LargestUnwatchedPixels = 1 << 20;

    private readonly TimeSpan _limit;
    private readonly long _start = Stopwatch.GetTimestamp();

    internal DecodeClock(TimeSpan limit)
    {
        _limit = limit;
    }

    private bool HasRunOut => Stopwatch.GetElapsedTime(_start) > _limit;

    /// <summary>Asks libvips to report after every few rows that it makes from <paramref name="image"/>, and ends the work there when time is up.</summary>
    internal void Watch(Image image)
    {
        if ((long)image.Width * image.Height > LargestUnwatchedPixels)
        {
            image.SetProgress(true);
            image.SignalConnect(Enums.Signals.Eval, (_, _) =>
            {
                if (HasRunOut)
                {
                    image.SetKill(true);
                }
            });
        }
    }

    /// <summary>Refuses the picture if time is up.</summary>
    /// <exception cref="ImageDecodeException">It is.</exception>
    internal void Check()
    {
        if (HasRunOut)
        {
            throw new ImageDecodeException(string.Create(
                CultureInfo.InvariantCulture, $"decoding took more than the limit of {_limit.TotalSeconds} s"), PictureFault.BeyondLimits);
        }
    }
}

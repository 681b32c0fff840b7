namespace Akin.Datasets;

/// <summary>Times as nanoseconds since 1970-01-01 UTC, in whole steps of 100. Those before 1677 and after 2262 are no such number: they become the first and the last one.</summary>
internal static class UnixTime
{
    private const long TicksLimit = long.MaxValue / TimeSpan.NanosecondsPerTick;

    /// <summary>The nanoseconds of a moment.</summary>
    public static long Nanoseconds(DateTimeOffset moment) =>
        Math.Clamp((moment - DateTimeOffset.UnixEpoch).Ticks, -TicksLimit, TicksLimit) * TimeSpan.NanosecondsPerTick;
}

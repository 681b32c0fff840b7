using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>
/// Tells files that changed so shortly before they were looked at that another change might leave the same time behind: clocks of file systems have steps, of some milliseconds
/// on most, of 2 s on FAT. Such a file is kept with <see cref="KnownFile.LookAgain"/> as its time, so that the next run reads it again. A time of the future was set by hand and tells nothing of the kind.
/// </summary>
internal sealed class RecentChanges(TimeProvider time)
{
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(2);

    private readonly long _startNs = UnixTime.Nanoseconds(time.GetUtcNow());

    /// <summary>The file with the time that is to be kept of it.</summary>
    public PictureFile Dated(PictureFile file)
    {
        bool isRecent = file.ModifiedNs > _startNs - Ns(ClockStep) && file.ModifiedNs < UnixTime.Nanoseconds(time.GetUtcNow()) + Ns(ClockStep);
        return isRecent ? file with { ModifiedNs = KnownFile.LookAgain } : file;
    }

    private static long Ns(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}

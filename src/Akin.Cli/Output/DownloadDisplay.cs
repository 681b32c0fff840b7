using Akin.Vision.Checkpoints.Hub;

namespace Akin.Cli.Output;

/// <summary>Shows how far the download of a model is, on standard error; nothing where nothing is downloaded.</summary>
internal sealed class DownloadDisplay : IProgress<HubProgress>, IDisposable
{
    private const double BytesAMegabyte = 1e6;

    private readonly bool _isQuiet = Environment.GetEnvironmentVariable("HF_HUB_DISABLE_PROGRESS_BARS")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
    private ProgressSurface? _surface;
    private long _start;
    private long _bytesBefore;

    /// <summary>The last state, or null where nothing was downloaded.</summary>
    public HubProgress? Latest { get; private set; }

    public void Report(HubProgress value)
    {
        if (value.Notice is string notice)
        {
            Console.Error.WriteLine(notice);
            return;
        }

        if (Latest is null)
        {
            _start = TimeProvider.System.GetTimestamp();
            _bytesBefore = value.ReceivedBytes;
            _surface = _isQuiet ? null : ProgressSurface.Open($"downloading {value.Model}");
        }

        Latest = value;
        _surface?.Show(value.ReceivedBytes, value.TotalBytes, Describe(value));
    }

    public void Dispose() => _surface?.Dispose();

    /// <summary>For example "facebook/dinov2-small: 21.3 of 88.3 MB, 10.4 MB/s, 7 s left".</summary>
    private string Describe(HubProgress value)
    {
        double rate = (value.ReceivedBytes - _bytesBefore) / Math.Max(1e-3, TimeProvider.System.GetElapsedTime(_start).TotalSeconds);
        return $"{value.Model}: {Megabytes(value.ReceivedBytes)} of {Megabytes(value.TotalBytes)} MB, {Megabytes(rate)} MB/s{ProgressSurface.TimeLeft(value.TotalBytes - value.ReceivedBytes, rate)}";
    }

    private static string Megabytes(double bytes) => $"{bytes / BytesAMegabyte:N1}";
}

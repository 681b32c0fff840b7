using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Shows how far a run over pictures is, on standard error.</summary>
internal sealed class ProgressDisplay : IProgress<IndexProgress>, IDisposable
{
    private readonly ProgressSurface _surface = ProgressSurface.Open("looking at the folder");
    private readonly long _start = TimeProvider.System.GetTimestamp();

    private ProgressDisplay()
    {
    }

    /// <summary>The display that suits where standard error leads.</summary>
    public static ProgressDisplay Start() => new();

    public void Report(IndexProgress value) => _surface.Show(value.SettledCount, value.ToDoCount, Describe(value));

    public void Dispose() => _surface.Dispose();

    /// <summary>For example "1,280 of 3,068 pictures, 97 a second, 18 s left".</summary>
    private string Describe(IndexProgress value)
    {
        double rate = value.SettledCount / Math.Max(1e-3, TimeProvider.System.GetElapsedTime(_start).TotalSeconds);
        string left = value.SettledCount > 0 ? ProgressSurface.TimeLeft(value.ToDoCount - value.SettledCount, rate) : string.Empty;
        return $"{value.SettledCount:N0} of {value.ToDoCount:N0} pictures, {rate:F0} a second{left}";
    }
}

using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Shows how far a run is, on standard error: a bar on a terminal, a plain line now and then elsewhere.</summary>
internal abstract class ProgressDisplay : IProgress<IndexProgress>, IDisposable
{
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>The display that suits where standard error leads.</summary>
    public static ProgressDisplay Start() => Console.IsErrorRedirected ? new ProgressLines() : new ProgressBar();

    public abstract void Report(IndexProgress value);

    public abstract void Dispose();

    /// <summary>Pictures a second since the start.</summary>
    protected double RateOf(IndexProgress value) => value.SettledCount / Math.Max(1e-3, TimeProvider.System.GetElapsedTime(_start).TotalSeconds);

    /// <summary>For example "1,280 of 3,068 pictures, 97 a second, 18 s left".</summary>
    protected string Describe(IndexProgress value)
    {
        double rate = RateOf(value);
        string left = value.SettledCount > 0 && value.SettledCount < value.ToDoCount
            ? $", {Duration(TimeSpan.FromSeconds((value.ToDoCount - value.SettledCount) / rate))} left"
            : string.Empty;
        return $"{value.SettledCount:N0} of {value.ToDoCount:N0} pictures, {rate:F0} a second{left}";
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{Math.Ceiling(time.TotalSeconds):F0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}

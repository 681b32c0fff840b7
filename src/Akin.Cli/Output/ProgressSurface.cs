namespace Akin.Cli.Output;

/// <summary>Where progress is drawn, on standard error: a bar on a terminal, a plain line now and then elsewhere.</summary>
internal abstract class ProgressSurface : IDisposable
{
    /// <summary>The surface that suits where standard error leads.</summary>
    /// <param name="beginning">What to say until there is something to show.</param>
    public static ProgressSurface Open(string beginning) => Console.IsErrorRedirected ? new ProgressLines() : new ProgressBar(beginning);

    /// <summary>For example ", 18 s left"; empty where nothing is.</summary>
    /// <param name="amount">What is left to do.</param>
    /// <param name="rate">How much of it is done a second.</param>
    public static string TimeLeft(double amount, double rate) => amount > 0 && rate > 0 ? $", {Duration(TimeSpan.FromSeconds(Math.Min(amount / rate, 1e6)))} left" : string.Empty;

    /// <summary>Shows a state. A call costs little: it may come for every piece of the work.</summary>
    /// <param name="done">How much is done.</param>
    /// <param name="total">Of how much; 0 while that is not known.</param>
    /// <param name="text">The same in words.</param>
    public abstract void Show(long done, long total, string text);

    public abstract void Dispose();

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{Math.Ceiling(time.TotalSeconds):F0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}

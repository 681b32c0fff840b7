namespace Akin.Cli.Output;

/// <summary>A plain line every few seconds, for logs.</summary>
internal sealed class ProgressLines : ProgressSurface
{
    private const long IntervalMs = 5_000;

    private long _lastLine = Environment.TickCount64;

    public override void Show(long done, long total, string text)
    {
        bool isDue = Environment.TickCount64 - _lastLine >= IntervalMs;
        bool isEnd = done == total && total > 0;
        if (isDue || isEnd)
        {
            Console.Error.WriteLine(text);
            _lastLine = Environment.TickCount64;
        }
    }

    public override void Dispose()
    {
    }
}

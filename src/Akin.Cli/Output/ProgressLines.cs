using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>A plain line every few seconds, for logs.</summary>
internal sealed class ProgressLines : ProgressDisplay
{
    private const long IntervalMs = 5_000;

    private long _lastLine = Environment.TickCount64;

    public override void Report(IndexProgress value)
    {
        bool isDue = Environment.TickCount64 - _lastLine >= IntervalMs;
        bool isEnd = value.SettledCount == value.ToDoCount && value.ToDoCount > 0;
        if (isDue || isEnd)
        {
            Console.Error.WriteLine(Describe(value));
            _lastLine = Environment.TickCount64;
        }
    }

    public override void Dispose()
    {
    }
}

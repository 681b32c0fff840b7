using Akin.Galleries;
using Spectre.Console;

namespace Akin.Cli.Output;

/// <summary>A bar on a terminal that is redrawn in place and leaves its last state behind.</summary>
internal sealed class ProgressBar : ProgressDisplay
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private volatile IndexProgress _latest = new(0, 0);

    public ProgressBar()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        _drawing = console.Progress()
            .AutoClear(false)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(DrawAsync);
    }

    public override void Report(IndexProgress value) => _latest = value;

    public override void Dispose()
    {
        _finished.TrySetResult();
        _drawing.GetAwaiter().GetResult();
    }

    private async Task DrawAsync(ProgressContext context)
    {
        ProgressTask task = context.AddTask("looking at the folder", autoStart: true, maxValue: 1);
        while (!_finished.Task.IsCompleted)
        {
            Show(task);
            await Task.WhenAny(_finished.Task, Task.Delay(100));
        }

        Show(task);
    }

    private void Show(ProgressTask task)
    {
        IndexProgress latest = _latest;
        if (latest.ToDoCount > 0)
        {
            task.MaxValue = latest.ToDoCount;
            task.Value = latest.SettledCount;
            task.Description = Markup.Escape(Describe(latest));
        }
    }
}

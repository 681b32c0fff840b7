using Spectre.Console;

namespace Akin.Cli.Output;

/// <summary>A bar on a terminal that is redrawn in place and leaves its last state behind.</summary>
internal sealed class ProgressBar : ProgressSurface
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private volatile State _latest;

    public ProgressBar(string beginning)
    {
        _latest = new State(0, 0, beginning);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        _drawing = console.Progress()
            .AutoClear(false)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(DrawAsync);
    }

    public override void Show(long done, long total, string text) => _latest = new State(done, total, text);

    public override void Dispose()
    {
        _finished.TrySetResult();
        _drawing.GetAwaiter().GetResult();
    }

    private async Task DrawAsync(ProgressContext context)
    {
        ProgressTask task = context.AddTask(Markup.Escape(_latest.Text), autoStart: true, maxValue: 1);
        while (!_finished.Task.IsCompleted)
        {
            Show(task);
            await Task.WhenAny(_finished.Task, Task.Delay(100));
        }

        Show(task);
    }

    private void Show(ProgressTask task)
    {
        State latest = _latest;
        if (latest.Total > 0)
        {
            task.MaxValue = latest.Total;
            task.Value = latest.Done;
            task.Description = Markup.Escape(latest.Text);
        }
    }

    private sealed record State(long Done, long Total, string Text);
}

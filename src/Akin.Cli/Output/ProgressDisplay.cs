using System.Text.Json;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Shows how far a run over pictures is, on standard error.</summary>
internal sealed class ProgressDisplay : IProgress<IndexProgress>, IDisposable
{
    private readonly ProgressSurface? _surface;
    private readonly long _start = TimeProvider.System.GetTimestamp();

    private ProgressDisplay(ProgressSurface? surface) => _surface = surface;

    /// <summary>The display that suits where standard error leads, or for programs a line of JSON for every step.</summary>
    public static ProgressDisplay Start(ProgressFormat format = ProgressFormat.Auto) =>
        new(format == ProgressFormat.Json ? null : ProgressSurface.Open("looking at the folder"));

    public void Report(IndexProgress value)
    {
        if (_surface is null)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(ProgressSummary.Of(value), Json.Readable.ProgressSummary));
        }
        else if (IsNews(value))
        {
            _surface.Show(value.SettledCount, value.ToDoCount, Describe(value));
        }
    }

    public void Dispose() => _surface?.Dispose();

    /// <summary>Commits take milliseconds, and are nothing to look at; nor is that one is done.</summary>
    private static bool IsNews(IndexProgress value) => value.Stage switch
    {
        IndexStage.Append or IndexStage.Commit => false,
        IndexStage.Encode => value.SettledCount == 0 || value.CommittedCount < value.SettledCount,
        _ => true,
    };

    private string Describe(IndexProgress value) => value.Stage switch
    {
        IndexStage.Codes => $"building codes, {value.SettledCount:N0} of {value.ToDoCount:N0} embeddings",
        IndexStage.Lists => $"building lists, {value.SettledCount:N0} of {value.ToDoCount:N0} embeddings",
        IndexStage.Verify => $"{value.SettledCount:N0} of {value.ToDoCount:N0} embeddings checked",
        IndexStage.Compaction => $"{value.SettledCount:N0} of {value.ToDoCount:N0} embeddings copied",
        _ => DescribePictures(value),
    };

    /// <summary>For example "1,280 of 3,068 pictures, 97 a second, 18 s left".</summary>
    private string DescribePictures(IndexProgress value)
    {
        double rate = value.SettledCount / Math.Max(1e-3, TimeProvider.System.GetElapsedTime(_start).TotalSeconds);
        string left = value.SettledCount > 0 ? ProgressSurface.TimeLeft(value.ToDoCount - value.SettledCount, rate) : string.Empty;
        return $"{value.SettledCount:N0} of {value.ToDoCount:N0} pictures, {rate:F0} a second{left}";
    }
}

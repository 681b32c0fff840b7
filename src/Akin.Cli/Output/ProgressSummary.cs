using System.Text.Json;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>A line that <c>--progress json</c> prints for every step.</summary>
/// <param name="Stage">The name of an <see cref="IndexStage"/>, in lower case.</param>
/// <param name="Done">Files or embeddings that are done.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Committed">Files that stay, whatever happens.</param>
internal sealed record ProgressSummary(string Stage, int Done, int Total, int Committed)
{
    /// <summary>The line for a step.</summary>
    public static ProgressSummary Of(IndexProgress progress) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(progress.Stage.ToString()), progress.SettledCount, progress.ToDoCount, progress.CommittedCount);
}

namespace Akin.Galleries;

/// <summary>How far a run is.</summary>
/// <param name="SettledCount">
/// Files that have their outcome, unchanged ones not counted; in the stages <see cref="IndexStage.Codes"/>, <see cref="IndexStage.Lists"/>, <see cref="IndexStage.Compaction"/> and <see cref="IndexStage.Verify"/> embeddings that are done.
/// </param>
/// <param name="ToDoCount">Files that are new or changed, and so need to be read, or embeddings: settled ones included.</param>
public sealed record IndexProgress(int SettledCount, int ToDoCount)
{
    /// <summary>What the run is at.</summary>
    public IndexStage Stage { get; init; }

    /// <summary>Settled files whose outcome is committed: whatever ends the process, or cuts the power, they stay.</summary>
    public int CommittedCount { get; init; }
}

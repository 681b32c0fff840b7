namespace Akin.Galleries;

/// <summary>Tells how far a run that writes a gallery is, and at what stage. Files are told of by one thread, embeddings by any.</summary>
/// <param name="progress">Who is told; null where nobody listens.</param>
internal sealed class RunProgress(IProgress<IndexProgress>? progress)
{
    private IndexProgress _latest = new(0, 0);

    /// <summary>The run has so many files to read.</summary>
    public void Begin(int toDoCount) => Tell(new IndexProgress(0, toDoCount));

    /// <summary>A file has its outcome.</summary>
    public void Settle() => Tell(_latest with { SettledCount = _latest.SettledCount + 1 });

    /// <summary>A stage of the same files begins.</summary>
    public void Enter(IndexStage stage) => Tell(_latest with { Stage = stage });

    /// <summary>All files that are settled are committed.</summary>
    public void Committed() => Tell(_latest with { Stage = IndexStage.Encode, CommittedCount = _latest.SettledCount });

    /// <summary>A stage that works on embeddings is so far.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="doneCount">Embeddings that are done.</param>
    /// <param name="totalCount">Of how many.</param>
    public void Tell(IndexStage stage, long doneCount, long totalCount) =>
        progress?.Report(new IndexProgress((int)Math.Min(doneCount, int.MaxValue), (int)Math.Min(totalCount, int.MaxValue)) { Stage = stage, CommittedCount = _latest.CommittedCount });

    /// <summary>For work that tells the part done, from 0 to 1. The stage begins now.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="totalCount">The embeddings that it works on.</param>
    public IProgress<double>? Parts(IndexStage stage, long totalCount)
    {
        Tell(stage, 0, totalCount);
        return progress is null ? null : new Part(this, stage, totalCount);
    }

    private void Tell(IndexProgress latest)
    {
        _latest = latest;
        progress?.Report(latest);
    }

    /// <summary>Tells at once, on the thread that reports.</summary>
    private sealed class Part(RunProgress run, IndexStage stage, long totalCount) : IProgress<double>
    {
        public void Report(double value) => run.Tell(stage, (long)(value * totalCount), totalCount);
    }
}

using Akin.Datasets;

namespace Akin.Evaluation;

/// <summary>The queries of an evaluation, and what became of those that are none.</summary>
internal sealed record QuerySet
{
    /// <summary>The queries to ask: all with a label, or all without one.</summary>
    public required IReadOnlyList<EvaluationQuery> Asked { get; init; }

    /// <summary>Queries that they were drawn from.</summary>
    public required int AskableCount { get; init; }

    /// <summary>The full path of their folder; null where they are the gallery's own.</summary>
    public string? Path { get; init; }

    /// <summary>See <see cref="EvaluationReport.UnlabelledCount"/>.</summary>
    public required long UnlabelledCount { get; init; }

    /// <summary>See <see cref="EvaluationReport.RepeatedCount"/>.</summary>
    public required long RepeatedCount { get; init; }

    /// <summary>See <see cref="EvaluationReport.HeldCount"/>.</summary>
    public int HeldCount { get; init; }

    /// <summary>See <see cref="EvaluationReport.Unanswerable"/>.</summary>
    public required IReadOnlyList<RejectedFile> Unanswerable { get; init; }

    /// <summary>See <see cref="EvaluationReport.Rejected"/>.</summary>
    public IReadOnlyList<RejectedFile> Rejected { get; init; } = [];

    /// <summary>Why a query cannot be scored.</summary>
    public static RejectedFile NothingAnswers(string key, string label) => new(key, $"no other picture has its label {label}");

    /// <summary>Draws some of many, all equally likely, in their order.</summary>
    /// <param name="all">What to draw from.</param>
    /// <param name="count">How many; null for all.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <remarks>Selection sampling: Knuth, The Art of Computer Programming, volume 2, section 3.4.2, algorithm S.</remarks>
    public static IReadOnlyList<T> Draw<T>(IReadOnlyList<T> all, int? count, int seed)
    {
        if (count is not int wanted || wanted >= all.Count)
        {
            return all;
        }

        Random random = new(seed);
        List<T> drawn = new(wanted);
        for (int index = 0; drawn.Count < wanted; index++)
        {
            if ((all.Count - index) * random.NextDouble() < wanted - drawn.Count)
            {
                drawn.Add(all[index]);
            }
        }

        return drawn;
    }
}

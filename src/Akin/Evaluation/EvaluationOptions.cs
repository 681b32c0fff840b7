using Akin.Galleries;

namespace Akin.Evaluation;

/// <summary>What an evaluation measures, and on how many queries.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The deepest that matches are counted to.</summary>
    public const int DepthLimit = 1000;

    /// <summary>The first 1, 5 and 10 matches, at most 10,000 queries, every mode.</summary>
    public static EvaluationOptions Default { get; } = new();

    /// <summary>The numbers k of first matches that precision@k and recall@k are of: each from 1 to <see cref="DepthLimit"/>, at least one. They are kept rising, each once.</summary>
    /// <exception cref="ArgumentException">There is none, or one is out of its range.</exception>
    public IReadOnlyList<int> Depths
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count == 0 || value.Any(depth => depth is < 1 or > DepthLimit))
            {
                throw new ArgumentException($"Matches are counted to depths from 1 to {DepthLimit}, at least one; got {string.Join(", ", value)}.", nameof(value));
            }

            field = [.. value.Distinct().Order()];
        }
    }

    = [1, 5, 10];

    /// <summary>Queries to ask at most, at least 1, drawn at random where there are more; null for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? SampleCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(SampleCount));
            field = value;
        }
    }

    = 10_000;

    /// <summary>What queries are drawn from: the same gallery and seed give the same queries.</summary>
    public int Seed { get; init; }

    /// <summary>The ways of searching to measure, in this order; null for all that the gallery can have, empty for none.</summary>
    public IReadOnlyList<SearchMode>? Modes { get; init; }

    /// <summary>Whether the order of every answer's first ten matches is compared with a plain float64 computation, one row after the other.</summary>
    public bool ComparesOrder { get; init; }

    /// <summary>Pictures that are decoded and encoded at once, and threads that rank, at least 1; null for one a core. Latencies are always those of one thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? WorkerCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(WorkerCount));
            field = value;
        }
    }
}

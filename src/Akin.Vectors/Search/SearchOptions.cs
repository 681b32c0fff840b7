namespace Akin.Vectors.Search;

/// <summary>What a search may answer with, and with what it may compute.</summary>
public sealed record SearchOptions
{
    /// <summary>All rows, any similarity, all processors.</summary>
    public static SearchOptions Default { get; } = new();

    /// <summary>The rows that may answer, or null for all. The filter holds inside the scan: as many answer as are asked for, where there are as many.</summary>
    public RowSet? Among { get; init; }

    /// <summary>Rows less similar than this do not answer: a cosine in [-1, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no cosine.</exception>
    public double MinimumSimilarity
    {
        get;
        init
        {
            if (value is not (>= -1 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "A similarity lies from -1 to 1.");
            }

            field = value;
        }
    }

    = -1;

    /// <summary>Threads that one search may use, at least 1. The answer does not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int MaxThreads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = Environment.ProcessorCount;
}

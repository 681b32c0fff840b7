namespace Akin.Vectors.Search;

/// <summary>How an index over codes is built.</summary>
public sealed record CodeOptions
{
    /// <summary>What the random rotation is drawn from. The same rows and seed give the same codes on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that encode, at least 1. The codes do not depend on it.</summary>
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

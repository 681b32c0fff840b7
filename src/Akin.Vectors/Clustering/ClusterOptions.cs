namespace Akin.Vectors.Clustering;

/// <summary>How an index over lists is built.</summary>
public sealed record ClusterOptions
{
    /// <summary>What rotation and first centres are drawn from. The same rows and seed give the same lists on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many lists, at least 1; null lets the number of rows decide.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or above 1,048,576.</exception>
    public int? ListCount
    {
        get;
        init
        {
            if (value is < 1 or > ListCountLimit)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"There are from 1 to {ListCountLimit} lists.");
            }

            field = value;
        }
    }

    /// <summary>Threads that build, at least 1. The lists do not depend on it.</summary>
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

    /// <summary>The most lists.</summary>
    internal const int ListCountLimit = 1 << 20;
}

using System.Numerics;

namespace Akin.Vectors.Hashing;

/// <summary>How hash tables are built.</summary>
public sealed record HashTableOptions
{
    /// <summary>The most tables.</summary>
    public const int TableCountLimit = 1024;

    /// <summary>What the hyperplanes are drawn from. The same rows and seed give the same tables on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>Bits of a hash, 1 to 64; null lets the number of rows decide: some 50 rows a bucket where rows spread evenly, which real ones do not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or above 64.</exception>
    public int? HashSize
    {
        get;
        init
        {
            if (value is < 1 or > HyperplaneHash.HashSizeLimit)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"A hash has from 1 to {HyperplaneHash.HashSizeLimit} bits.");
            }

            field = value;
        }
    }

    /// <summary>Tables, 1 to 1,024, each with hyperplanes of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or above 1,024.</exception>
    public int TableCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TableCountLimit);
            field = value;
        }
    }

    = 10;

    /// <summary>Threads that hash, at least 1. The tables do not depend on it.</summary>
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

    /// <summary>Bits for so many rows, 4 to 26.</summary>
    internal static int HashSizeFor(long rowCount) => Math.Clamp(BitOperations.Log2((ulong)Math.Max(1, rowCount / 50)) + 1, 4, 26);
}

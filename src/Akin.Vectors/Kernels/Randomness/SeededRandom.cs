using System.Numerics;

namespace Akin.Vectors.Kernels;

/// <summary>
/// Random numbers that a seed determines, the same on every machine and in every version of .NET: what is fitted from them can be stored as its seed.
/// Not thread-safe; parallel work takes one stream a part.
/// </summary>
/// <remarks>
/// <para>Integers are xoshiro256** (Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, ACM TOMS 2021), its state four values of
/// SplitMix64, as its authors advise: period 2^256 - 1, and the values of stream 0 are those of any other implementation seeded so.</para>
/// <para>Everything else is made of them by integer operations and by float64's +, -, *, / and square root, which IEEE 754 rounds exactly, in a fixed
/// order and never fused. <c>System.Random</c> does not promise its values beyond a version, and <c>Math.Log</c> differs between platforms in its last bit.</para>
/// <para>Changing any value invalidates every projection and hash table on disk.</para>
/// </remarks>
internal sealed partial class SeededRandom
{
    /// <summary>2^64 divided by the golden ratio, made odd: SplitMix64's step (Steele, Lea and Flood, OOPSLA 2014).</summary>
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state0;
    private ulong _state1;
    private ulong _state2;
    private ulong _state3;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of the seed's sequences: they are unrelated.</param>
    public SeededRandom(ulong seed, ulong stream = 0)
    {
        // Mix(0) is 0, so stream 0 starts at the seed itself.
        ulong counter = seed ^ Mix(stream);
        _state0 = Mix(counter += GoldenGamma);
        _state1 = Mix(counter += GoldenGamma);
        _state2 = Mix(counter += GoldenGamma);
        _state3 = Mix(counter += GoldenGamma);
    }

    /// <summary>64 random bits. Each is a fair sign.</summary>
    public ulong NextUInt64()
    {
        ulong value = BitOperations.RotateLeft(_state1 * 5, 7) * 9;
        ulong shifted = _state1 << 17;
        _state2 ^= _state0;
        _state3 ^= _state1;
        _state1 ^= _state2;
        _state0 ^= _state3;
        _state2 ^= shifted;
        _state3 = BitOperations.RotateLeft(_state3, 45);
        return value;
    }

    /// <summary>A whole number from 0 to <paramref name="below"/> - 1, all equally likely.</summary>
    /// <param name="below">At least 1.</param>
    /// <remarks>Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 2019.</remarks>
    public long Next(long below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        ulong count = (ulong)below;
        ulong value = Math.BigMul(NextUInt64(), count, out ulong low);
        if (low < count)
        {
            ulong rejected = (0 - count) % count;
            while (low < rejected)
            {
                value = Math.BigMul(NextUInt64(), count, out low);
            }
        }

        return (long)value;
    }

    /// <inheritdoc cref="Next(long)"/>
    public int Next(int below) => (int)Next((long)below);

    /// <summary>A multiple of 2^-53 from 0 to below 1, all equally likely.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>SplitMix64's finaliser, a permutation of the 64-bit numbers.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

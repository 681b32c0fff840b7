namespace Akin.Fuzz;

/// <summary>SplitMix64: small, and the same on every platform and runtime, so that a file's number brings it back.</summary>
internal struct Prng
{
    private ulong _state;

    internal Prng(ulong seed)
    {
        _state = seed;
    }

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 up to, without, <paramref name="end"/>, which is at least 1.</summary>
    internal int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>True in one of <paramref name="times"/> calls.</summary>
    internal bool OneIn(int times) => Below(times) == 0;
}

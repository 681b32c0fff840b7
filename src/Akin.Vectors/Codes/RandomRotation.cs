using System.Diagnostics;
using System.Runtime.CompilerServices;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Codes;

/// <summary>
/// A rotation of the space that a seed determines: afterwards no axis means more than another, which is what makes one sign a component a fair code.
/// Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Five rounds of signs, butterflies and transpositions: a round spreads a component over eight, and after five every one of up to 4,096 has met every
/// other. Angles and lengths stay up to float32 rounding; every machine gives the same bits. Changing it invalidates every code on disk.
/// </remarks>
internal sealed class RandomRotation
{
    /// <summary>The stream of the seed's random numbers that the signs are taken from.</summary>
    private const ulong Stream = 1;

    private const int RoundCount = 5;

    private readonly float[] _signs;
    private readonly int _signsOfARound;

    /// <summary>Draws a rotation.</summary>
    /// <param name="dimensions">Components of the vectors.</param>
    /// <param name="seed">Any number.</param>
    public RandomRotation(int dimensions, ulong seed)
    {
        Dimensions = dimensions;
        Seed = seed;
        RotatedDimensions = RotatedDimensionsOf(dimensions);
        _signsOfARound = Rotation.SignCount(RotatedDimensions);
        _signs = new float[RoundCount * _signsOfARound];
        SeededRandom random = new(seed, Stream);
        for (int start = 0; start < _signs.Length; start += 64)
        {
            ulong bits = random.NextUInt64();
            for (int bit = 0; bit < Math.Min(64, _signs.Length - start); bit++)
            {
                _signs[start + bit] = ((bits >> bit) & 1) == 0 ? -Rotation.Scale : Rotation.Scale;
            }
        }
    }

    /// <summary>Components of the vectors that go in.</summary>
    public int Dimensions { get; }

    /// <summary>Components of the vectors that come out: the next multiple of 16, at least 128. What is added is zero before the rotation.</summary>
    public int RotatedDimensions { get; }

    /// <summary>What the rotation was drawn from.</summary>
    public ulong Seed { get; }

    /// <summary><see cref="RotatedDimensions"/> for so many dimensions.</summary>
    public static int RotatedDimensionsOf(int dimensions) =>
        Math.Max(Rotation.GroupLength, (dimensions + Rotation.ColumnCount - 1) / Rotation.ColumnCount * Rotation.ColumnCount);

    /// <summary>Rotates a vector.</summary>
    /// <param name="vector">[<see cref="Dimensions"/>].</param>
    /// <param name="rotated">[<see cref="RotatedDimensions"/>].</param>
    /// <param name="scratch">[<see cref="RotatedDimensions"/>], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<float> vector, Span<float> rotated, Span<float> scratch)
    {
        Debug.Assert(vector.Length == Dimensions && rotated.Length == RotatedDimensions && scratch.Length == RotatedDimensions, "Lengths agree.");
        vector.CopyTo(scratch);
        scratch[vector.Length..].Clear();
        for (int round = 0; round < RoundCount; round += 2)
        {
            Rotation.Round(scratch, Signs(round), rotated);
            if (round + 1 < RoundCount)
            {
                Rotation.Round(rotated, Signs(round + 1), scratch);
            }
        }
    }

    private ReadOnlySpan<float> Signs(int round) => _signs.AsSpan(round * _signsOfARound, _signsOfARound);
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>
/// One round of a pseudo-random rotation: signs are flipped, eight rows of 16 components at a time go through a Hadamard butterfly, and the matrix of
/// [components / 16 x 16] is transposed, so that the next round mixes others.
/// </summary>
/// <remarks>
/// <para>Where the components are no multiple of 128, the last 128 go through a butterfly of their own after the others, with signs of their own (the overlap
/// follows the Kac walk of RaBitQ's reference implementation; Gao and Long, 2024).</para>
/// <para>Numeric contract: additions and multiplications of float32 in the same order on every tier and never fused, so all tiers agree to the bit. A round is
/// orthogonal up to rounding: signs are multiplied by 8^-1/2, the butterfly's scale. Thread-safe, allocates nothing.</para>
/// </remarks>
internal static partial class Rotation
{
    /// <summary>Components that one butterfly mixes: eight rows of 16.</summary>
    public const int GroupLength = 128;

    /// <summary>Columns of the matrix that is transposed.</summary>
    public const int ColumnCount = 16;

    /// <summary>8^-1/2, what a sign is in magnitude.</summary>
    public const float Scale = 0.35355339059327379f;

    private const int GroupRowCount = GroupLength / ColumnCount;

    /// <summary>How many signs a round takes.</summary>
    public static int SignCount(int length) => (length + GroupLength - 1) / GroupLength * GroupLength;

    /// <summary>Rotates.</summary>
    /// <param name="values">[length], a multiple of 16, at least 128. Overwritten with what lies between.</param>
    /// <param name="signs">[<see cref="SignCount"/>], each plus or minus <see cref="Scale"/>.</param>
    /// <param name="rotated">[length], the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(Span<float> values, ReadOnlySpan<float> signs, Span<float> rotated)
    {
        Debug.Assert(values.Length % ColumnCount == 0 && values.Length >= GroupLength, "Whole rows, and a group of them.");
        Debug.Assert(signs.Length == SignCount(values.Length) && rotated.Length == values.Length, "Lengths agree.");
        int groupedLength = values.Length / GroupLength * GroupLength;
        for (int start = 0; start < groupedLength; start += GroupLength)
        {
            Butterfly(values.Slice(start, GroupLength), signs.Slice(start, GroupLength));
        }

        if (groupedLength < values.Length)
        {
            // The rows that no group holds, and as many before them as a group takes; those go through a second butterfly.
            Butterfly(values[^GroupLength..], signs.Slice(groupedLength, GroupLength));
        }

        Transpose(values, rotated);
    }

    /// <summary>Flips signs and mixes the eight rows of a group, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Butterfly(Span<float> group, ReadOnlySpan<float> signs)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Butterfly512(group, signs);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Butterfly256(group, signs);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Butterfly128(group, signs);
        }
        else
        {
            ButterflyScalar(group, signs);
        }
    }
}

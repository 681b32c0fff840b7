using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>
/// The signs of a vector's difference from a centre, one bit a component, and the sums that its factors are made of: with <c>x = vector - centre</c> and
/// <c>s = sign x</c> (+1 where <c>x</c> is not negative), <c>|x|^2</c>, <c>sum |x_i|</c>, <c>x.centre</c> and <c>s.centre</c>.
/// </summary>
/// <remarks>
/// Numeric contract: float32 sums in 16 lanes, lane by lane the same operations on every tier and never fused, then each half of the lanes added to the other
/// half. So all tiers agree to the bit: a code is the same on every machine. Thread-safe, allocates nothing.
/// </remarks>
internal static partial class SignCode
{
    /// <summary>Components that are summed beside each other, and bits that are written at once.</summary>
    private const int Lanes = 16;

    /// <summary>The four sums.</summary>
    /// <param name="Squares"><c>|x|^2</c>.</param>
    /// <param name="Magnitudes"><c>sum |x_i|</c>.</param>
    /// <param name="CentreProduct"><c>x.centre</c>.</param>
    /// <param name="SignProduct"><c>s.centre</c>.</param>
    internal readonly record struct Sums(float Squares, float Magnitudes, float CentreProduct, float SignProduct);

    /// <summary>Encodes.</summary>
    /// <param name="vector">[length], a multiple of 16, finite.</param>
    /// <param name="centre">[length], finite.</param>
    /// <param name="signs">[length / 16]: bit <c>j</c> of word <c>w</c> is the sign of component <c>16w + j</c>, set where it is not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Sums Encode(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<ushort> signs)
    {
        Debug.Assert(vector.Length % Lanes == 0 && centre.Length == vector.Length && signs.Length == vector.Length / Lanes, "Lengths agree.");
        return Vector512.IsHardwareAccelerated ? Encode512(vector, centre, signs)
            : Vector256.IsHardwareAccelerated ? Encode256(vector, centre, signs)
            : Vector128.IsHardwareAccelerated ? Encode128(vector, centre, signs)
            : EncodeScalar(vector, centre, signs);
    }

    /// <summary>The reference for <see cref="Encode"/>.</summary>
    internal static Sums EncodeScalar(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<ushort> signs)
    {
        Span<float> lanes = stackalloc float[4 * Lanes];
        lanes.Clear();
        for (int index = 0; index < vector.Length; index++)
        {
            int lane = index % Lanes;
            float difference = vector[index] - centre[index];
            float square = difference * difference;
            float product = difference * centre[index];
            bool isNegative = difference < 0;
            lanes[lane] += square;
            lanes[Lanes + lane] += Math.Abs(difference);
            lanes[(2 * Lanes) + lane] += product;
            lanes[(3 * Lanes) + lane] += isNegative ? -centre[index] : centre[index];
            int word = index / Lanes;
            signs[word] = (ushort)((lane == 0 ? 0 : signs[word]) | (isNegative ? 0 : 1 << lane));
        }

        return new Sums(Halve(lanes[..Lanes]), Halve(lanes.Slice(Lanes, Lanes)), Halve(lanes.Slice(2 * Lanes, Lanes)), Halve(lanes[(3 * Lanes)..]));
    }

    private static float Halve(Span<float> lanes)
    {
        for (int count = lanes.Length / 2; count > 0; count /= 2)
        {
            for (int lane = 0; lane < count; lane++)
            {
                lanes[lane] += lanes[lane + count];
            }
        }

        return lanes[0];
    }

    private static float Halve(Vector128<float> lanes)
    {
        Vector128<float> pairs = lanes + Vector128.Shuffle(lanes, Vector128.Create(2, 3, 2, 3));
        return pairs[0] + pairs[1];
    }

    private static float Halve(Vector256<float> lanes) => Halve(lanes.GetLower() + lanes.GetUpper());

    private static float Halve(Vector512<float> lanes) => Halve(lanes.GetLower() + lanes.GetUpper());
}

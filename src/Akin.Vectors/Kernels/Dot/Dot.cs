using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>The dot product of a float32 query with a float32 or float16 row: sum of <c>query[i] * row[i]</c>.</summary>
/// <remarks>
/// <para>Numeric contract: products and sums are float32, fused where the machine fuses. The widths add in different orders, so they differ in the last
/// bits; each lies within <c>(dimensions + 8) * 2^-24 * sum |query[i] * row[i]|</c> of the exact sum, see <see cref="ErrorBound"/>. NaN and infinities of the query propagate.</para>
/// <para>Float16 rows are widened by integer shifts: the exponent field is moved into float32's place without adjusting its bias, which makes every value
/// too small by 2^112, subnormals included, and the query is larger by the same factor instead (<see cref="HalfScale"/>). So rows must be finite:
/// the exponent of infinity and NaN would count as an ordinary one.</para>
/// <para>Any length is allowed, zero gives 0. Thread-safe, allocates nothing.</para>
/// </remarks>
internal static partial class Dot
{
    /// <summary>2^112, the difference of float32's exponent bias, 127, from float16's, 15. A query for float16 rows is multiplied by it.</summary>
    public const float HalfScale = 5.192296858534828e33f;

    /// <summary>The bits of a half's exponent: all zero in subnormal ones.</summary>
    private const ushort HalfExponent = 0x7C00;

    /// <summary>The product with a float32 row.</summary>
    public static float Float(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        Debug.Assert(query.Length == row.Length, "The row has as many components as the query.");
        return Vector512.IsHardwareAccelerated && query.Length >= Vector512<float>.Count ? Float512(query, row)
            : Vector256.IsHardwareAccelerated && query.Length >= Vector256<float>.Count ? Float256(query, row)
            : Vector128.IsHardwareAccelerated && query.Length >= Vector128<float>.Count ? Float128(query, row)
            : FloatScalar(query, row);
    }

    /// <summary>The product with a float16 row.</summary>
    /// <param name="scaledQuery">The query, each component multiplied by <see cref="HalfScale"/>; below 2^15 before.</param>
    /// <param name="row">Finite components.</param>
    /// <param name="ahead">What to ask for meanwhile, in a step a component.</param>
    public static float Half(ReadOnlySpan<float> scaledQuery, ReadOnlySpan<Half> row, in ReadAhead ahead = default)
    {
        Debug.Assert(scaledQuery.Length == row.Length, "The row has as many components as the query.");
        return Vector512.IsHardwareAccelerated && scaledQuery.Length >= Vector512<ushort>.Count ? Half512(scaledQuery, row, ahead)
            : Vector256.IsHardwareAccelerated && scaledQuery.Length >= Vector256<ushort>.Count ? Half256(scaledQuery, row, ahead)
            : Vector128.IsHardwareAccelerated && scaledQuery.Length >= Vector128<ushort>.Count ? Half128(scaledQuery, row, ahead)
            : HalfScalar(scaledQuery, row);
    }

    /// <summary>
    /// How far a product may lie from the exact one, in parts of <c>sum |query[i] * row[i]|</c>: every addition and multiplication rounds by at most 2^-24
    /// (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1); eight more cover the sum across lanes.
    /// </summary>
    public static double ErrorBound(int dimensions) => (dimensions + 8) * Math.ScaleB(1, -24);

    /// <summary>
    /// How much the subnormal halves of a row may add to a product with a query of length 1: each is below 2^-14, and the sum of a unit vector's absolute
    /// components is at most the square root of their number.
    /// </summary>
    public static double SubnormalErrorBound(int dimensions) => Math.Sqrt(dimensions) * Math.ScaleB(1, -14);
}

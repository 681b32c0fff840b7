using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>The dot product of an int8 query with an int8 row: sum of <c>query[i] * row[i]</c>.</summary>
/// <remarks>
/// Numeric contract: exact. Products are at most 2^14 in size and are summed as int32, so up to <see cref="LengthLimit"/> components cannot overflow, and all widths
/// agree bit for bit. Any length up to that is allowed, zero gives 0. Thread-safe, allocates nothing.
/// </remarks>
internal static partial class DotInt8
{
    /// <summary>The most components that cannot overflow: 131,071 times (-128)^2 is 2^31 - 2^14.</summary>
    public const int LengthLimit = 131_071;

    /// <summary>The product.</summary>
    /// <param name="query">At most <see cref="LengthLimit"/> components.</param>
    /// <param name="row">As many.</param>
    public static int Product(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row)
    {
        Debug.Assert(query.Length == row.Length, "The row has as many components as the query.");
        Debug.Assert(query.Length <= LengthLimit, "The sum fits into int32.");
        return Vector512.IsHardwareAccelerated && query.Length >= Vector512<sbyte>.Count ? Product512(query, row)
            : Vector256.IsHardwareAccelerated && query.Length >= Vector256<sbyte>.Count ? Product256(query, row)
            : Vector128.IsHardwareAccelerated && query.Length >= Vector128<sbyte>.Count ? Product128(query, row)
            : ProductScalar(query, row);
    }
}

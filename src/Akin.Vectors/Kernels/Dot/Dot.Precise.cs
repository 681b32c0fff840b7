using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class Dot
{
    /// <summary>Components that are summed beside each other by the precise products, on every tier.</summary>
    private const int PreciseLanes = 16;

    /// <summary>
    /// The product with a float32 row, and the row's with itself, in float64. Products of two float32 numbers are exact in float64, and every tier adds them
    /// in the same order (16 lanes, then halves), so all agree to the bit.
    /// </summary>
    public static (double Product, double RowSquares) PreciseFloat(ReadOnlySpan<float> query, ReadOnlySpan<float> row) =>
        Vector512.IsHardwareAccelerated ? PreciseFloat512(query, row)
            : Vector256.IsHardwareAccelerated ? PreciseFloat256(query, row)
            : Vector128.IsHardwareAccelerated ? PreciseFloat128(query, row)
            : PreciseFloatScalar(query, row);

    /// <summary>As <see cref="PreciseFloat"/>, with a float16 row of finite components. The query is not scaled.</summary>
    public static (double Product, double RowSquares) PreciseHalf(ReadOnlySpan<float> query, ReadOnlySpan<Half> row) =>
        Vector512.IsHardwareAccelerated ? PreciseHalf512(query, row)
            : Vector256.IsHardwareAccelerated ? PreciseHalf256(query, row)
            : Vector128.IsHardwareAccelerated ? PreciseHalf128(query, row)
            : PreciseHalfScalar(query, row);

    /// <summary>2^112, what <see cref="Widen(ushort)"/> leaves out.</summary>
    private const double PreciseHalfScale = 5.192296858534828e33;

    /// <summary>The reference for <see cref="PreciseFloat"/>.</summary>
    internal static (double Product, double RowSquares) PreciseFloatScalar(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        Span<double> products = stackalloc double[PreciseLanes];
        Span<double> squares = stackalloc double[PreciseLanes];
        products.Clear();
        squares.Clear();
        for (int index = 0; index < query.Length; index++)
        {
            products[index % PreciseLanes] += (double)query[index] * row[index];
            squares[index % PreciseLanes] += (double)row[index] * row[index];
        }

        return (Halve(products), Halve(squares));
    }

    /// <summary>The reference for <see cref="PreciseHalf"/>.</summary>
    internal static (double Product, double RowSquares) PreciseHalfScalar(ReadOnlySpan<float> query, ReadOnlySpan<Half> row)
    {
        Span<double> products = stackalloc double[PreciseLanes];
        Span<double> squares = stackalloc double[PreciseLanes];
        products.Clear();
        squares.Clear();
        for (int index = 0; index < query.Length; index++)
        {
            double component = (double)row[index];
            products[index % PreciseLanes] += query[index] * component;
            squares[index % PreciseLanes] += component * component;
        }

        return (Halve(products), Halve(squares));
    }

    /// <summary>Adds the upper half of the lanes to the lower until one is left.</summary>
    private static double Halve(Span<double> lanes)
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
}

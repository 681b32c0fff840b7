using System.Numerics;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Storage;

/// <summary>Brings vectors to length 1, in float64. Thread-safe.</summary>
internal static class UnitVector
{
    /// <summary>A vector's Euclidean length; not finite where a component is not.</summary>
    public static double LengthOf(ReadOnlySpan<float> vector) => Math.Sqrt(Dot.PreciseFloat(vector, vector).RowSquares);

    /// <summary>Divides by the length; zero stays zero.</summary>
    /// <param name="vector">Finite.</param>
    /// <param name="length">Its <see cref="LengthOf"/>.</param>
    /// <param name="unit">As long as the vector, or the vector itself.</param>
    public static void Scale(ReadOnlySpan<float> vector, double length, Span<float> unit)
    {
        // By double: the reciprocal of a very small length is no float. Division and rounding are exact to the last bit, so the width does not matter.
        double divisor = length == 0 ? 1 : length;
        Vector<double> divisors = new(divisor);
        int index = 0;
        for (; index <= vector.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(vector[index..]), out Vector<double> lower, out Vector<double> upper);
            Vector.Narrow(lower / divisors, upper / divisors).CopyTo(unit[index..]);
        }

        for (; index < vector.Length; index++)
        {
            unit[index] = (float)(vector[index] / divisor);
        }
    }
}

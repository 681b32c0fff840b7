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
        // By double: the reciprocal of a very small length is no float.
        double divisor = length == 0 ? 1 : length;
        for (int index = 0; index < vector.Length; index++)
        {
            unit[index] = (float)(vector[index] / divisor);
        }
    }
}

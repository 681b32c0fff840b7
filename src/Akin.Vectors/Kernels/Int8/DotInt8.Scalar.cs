namespace Akin.Vectors.Kernels;

internal static partial class DotInt8
{
    /// <summary>The reference for <see cref="Product"/>.</summary>
    internal static int ProductScalar(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row)
    {
        int sum = 0;
        for (int index = 0; index < query.Length; index++)
        {
            sum += query[index] * row[index];
        }

        return sum;
    }
}

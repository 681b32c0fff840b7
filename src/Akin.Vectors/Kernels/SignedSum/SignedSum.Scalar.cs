namespace Akin.Vectors.Kernels;

internal static partial class SignedSum
{
    /// <summary>The sum of one vector, float32 [components].</summary>
    public static float One(ReadOnlySpan<float> vector, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted) => Strided(vector, 1, added, subtracted);

    /// <summary><see cref="Rows"/>, component by component.</summary>
    internal static void RowsScalar(ReadOnlySpan<float> block, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted, Span<float> sums)
    {
        for (int lane = 0; lane < BlockRows; lane++)
        {
            sums[lane] = block.IsEmpty ? 0 : Strided(block[lane..], BlockRows, added, subtracted);
        }
    }

    private static float Strided(ReadOnlySpan<float> components, int stride, ReadOnlySpan<ushort> added, ReadOnlySpan<ushort> subtracted)
    {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int index = 0;
        for (; index + 4 <= added.Length; index += 4)
        {
            sum0 += components[added[index] * stride];
            sum1 += components[added[index + 1] * stride];
            sum2 += components[added[index + 2] * stride];
            sum3 += components[added[index + 3] * stride];
        }

        for (; index < added.Length; index++)
        {
            sum0 += components[added[index] * stride];
        }

        index = 0;
        for (; index + 4 <= subtracted.Length; index += 4)
        {
            sum0 -= components[subtracted[index] * stride];
            sum1 -= components[subtracted[index + 1] * stride];
            sum2 -= components[subtracted[index + 2] * stride];
            sum3 -= components[subtracted[index + 3] * stride];
        }

        for (; index < subtracted.Length; index++)
        {
            sum1 -= components[subtracted[index] * stride];
        }

        return (sum0 + sum1) + (sum2 + sum3);
    }
}

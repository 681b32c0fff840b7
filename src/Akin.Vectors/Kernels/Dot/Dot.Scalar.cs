namespace Akin.Vectors.Kernels;

internal static partial class Dot
{
    /// <summary>The reference for <see cref="Float"/>.</summary>
    internal static float FloatScalar(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        float sum = 0;
        for (int index = 0; index < query.Length; index++)
        {
            sum += query[index] * row[index];
        }

        return sum;
    }

    /// <summary>The reference for <see cref="Half"/>.</summary>
    internal static float HalfScalar(ReadOnlySpan<float> scaledQuery, ReadOnlySpan<Half> row)
    {
        float sum = 0;
        for (int index = 0; index < scaledQuery.Length; index++)
        {
            ushort bits = BitConverter.HalfToUInt16Bits(row[index]);
            sum += scaledQuery[index] * ((bits & HalfExponent) == 0 ? 0 : Widen(bits));
        }

        return sum;
    }

    /// <summary>A finite half's value times 2^-112.</summary>
    private static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle(((bits & 0x8000u) << 16) | ((bits & 0x7FFFu) << 13));
}

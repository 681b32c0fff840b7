using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Akin.Vectors.Kernels;

internal static partial class Rotation
{
    /// <summary>The reference for <see cref="Butterfly"/>.</summary>
    internal static void ButterflyScalar(Span<float> group, ReadOnlySpan<float> signs)
    {
        for (int index = 0; index < GroupLength; index++)
        {
            group[index] *= signs[index];
        }

        for (int distance = ColumnCount; distance < GroupLength; distance *= 2)
        {
            for (int index = 0; index < GroupLength; index++)
            {
                if ((index & distance) == 0)
                {
                    float left = group[index];
                    float right = group[index + distance];
                    group[index] = left + right;
                    group[index + distance] = left - right;
                }
            }
        }
    }

    /// <summary>Writes the matrix [length / 16 x 16] column by column.</summary>
    private static void Transpose(ReadOnlySpan<float> values, Span<float> transposed)
    {
        int rowCount = values.Length / ColumnCount;
        ref float source = ref MemoryMarshal.GetReference(values);
        ref float target = ref MemoryMarshal.GetReference(transposed);
        for (int column = 0; column < ColumnCount; column++)
        {
            for (int row = 0; row < rowCount; row++)
            {
                Unsafe.Add(ref target, (column * rowCount) + row) = Unsafe.Add(ref source, (row * ColumnCount) + column);
            }
        }
    }
}

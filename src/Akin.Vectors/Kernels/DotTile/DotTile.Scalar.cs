namespace Akin.Vectors.Kernels;

internal static partial class DotTile
{
    /// <summary>The reference for <see cref="Multiply"/>.</summary>
    internal static void MultiplyScalar(ReadOnlySpan<float> panel, int lanes, ReadOnlySpan<float> rows, int strideInComponents, Span<float> products)
    {
        for (int row = 0; row < RowCount; row++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                float sum = 0;
                for (int index = 0; index < panel.Length / lanes; index++)
                {
                    sum += panel[(index * lanes) + lane] * rows[(row * strideInComponents) + index];
                }

                products[(row * lanes) + lane] = sum;
            }
        }
    }
}

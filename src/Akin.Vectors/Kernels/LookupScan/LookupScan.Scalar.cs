namespace Akin.Vectors.Kernels;

internal static unsafe partial class LookupScan
{
    /// <summary>The reference for <see cref="Scan"/>.</summary>
    internal static ulong ScanScalar(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* estimates)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        float* offsets = factors + BlockRowCount;
        ulong reached = 0;
        for (int row = 0; row < BlockRowCount; row++)
        {
            int sum = 0;
            for (int index = 0; index < bytesOfARow; index++)
            {
                int code = block[(index * BlockRowCount) + PositionOf(row)];
                sum += tables[(32 * index) + (code & 15)] + tables[(32 * index) + 16 + (code >> 4)];
            }

            float product = (sum * scale.Step) + scale.Base;
            float scaled = product * factors[row];
            estimates[row] = scaled + offsets[row];
            reached |= estimates[row] >= threshold ? 1UL << row : 0;
        }

        return reached;
    }
}

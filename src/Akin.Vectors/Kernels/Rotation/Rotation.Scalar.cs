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
}

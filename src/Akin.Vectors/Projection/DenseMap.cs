using Akin.Vectors.Kernels;

namespace Akin.Vectors.Projection;

/// <summary>A matrix with all its numbers, one row a projected dimension.</summary>
/// <param name="dimensions">Components of a vector.</param>
/// <param name="directions">Float32 [projected dimensions x dimensions].</param>
internal sealed class DenseMap(int dimensions, float[] directions) : LinearMap
{
    /// <summary>Vectors for which a direction is read once: 16 of 1,280 components are 80 KiB, which a second-level cache holds.</summary>
    private const int BlockRows = 16;

    private readonly int _projectedDimensions = directions.Length / dimensions;

    /// <summary>Draws normal numbers of mean 0 and standard deviation <paramref name="scale"/>, direction by direction.</summary>
    public static DenseMap Normal(int dimensions, int directionCount, double scale, SeededRandom random)
    {
        float[] directions = new float[(long)dimensions * directionCount];
        for (int index = 0; index < directions.Length; index++)
        {
            directions[index] = (float)(random.NextGaussian() * scale);
        }

        return new DenseMap(dimensions, directions);
    }

    /// <summary>A matrix as <c>numpy.dot(vector, matrix)</c> takes it, float32 [dimensions x projected dimensions].</summary>
    public static DenseMap Transpose(int dimensions, int projectedDimensions, ReadOnlySpan<float> matrix)
    {
        float[] directions = new float[matrix.Length];
        for (int component = 0; component < dimensions; component++)
        {
            for (int direction = 0; direction < projectedDimensions; direction++)
            {
                directions[((long)direction * dimensions) + component] = matrix[(component * projectedDimensions) + direction];
            }
        }

        return new DenseMap(dimensions, directions);
    }

    /// <summary>One row of the matrix, float32 [dimensions].</summary>
    public ReadOnlySpan<float> Direction(int direction) => directions.AsSpan(direction * dimensions, dimensions);

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> vectors, Span<float> projected)
    {
        int rowCount = vectors.Length / dimensions;
        for (int start = 0; start < rowCount; start += BlockRows)
        {
            int end = Math.Min(start + BlockRows, rowCount);
            for (int direction = 0; direction < _projectedDimensions; direction++)
            {
                for (int row = start; row < end; row++)
                {
                    projected[(row * _projectedDimensions) + direction] = Dot.Float(vectors.Slice(row * dimensions, dimensions), Direction(direction));
                }
            }
        }
    }
}

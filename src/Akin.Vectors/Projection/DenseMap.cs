using System.Buffers;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Projection;

/// <summary>A matrix with all its numbers, one row a projected dimension.</summary>
/// <param name="dimensions">Components of a vector.</param>
/// <param name="directions">Float32 [projected dimensions x dimensions].</param>
internal sealed class DenseMap(int dimensions, float[] directions) : LinearMap
{
    /// <summary>Fewer vectors are done before the matrix would be packed into panels.</summary>
    private const int LeastTiledRows = 64;

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
        int tiledCount = rowCount < LeastTiledRows ? 0 : rowCount / DotTile.RowCount * DotTile.RowCount;
        if (tiledCount > 0)
        {
            ApplyTiles(vectors[..(tiledCount * dimensions)], projected);
        }

        for (int row = tiledCount; row < rowCount; row++)
        {
            ReadOnlySpan<float> vector = vectors.Slice(row * dimensions, dimensions);
            for (int direction = 0; direction < _projectedDimensions; direction++)
            {
                projected[(row * _projectedDimensions) + direction] = Dot.Float(vector, Direction(direction));
            }
        }
    }

    /// <summary>Multiplies panels of directions with eight vectors at a time, as many as there are whole eights.</summary>
    private void ApplyTiles(ReadOnlySpan<float> vectors, Span<float> projected)
    {
        float[] panel = ArrayPool<float>.Shared.Rent(dimensions * DotTile.WideLanes);
        Span<float> products = stackalloc float[DotTile.RowCount * DotTile.WideLanes];
        for (int first = 0; first < _projectedDimensions;)
        {
            int left = _projectedDimensions - first;
            int lanes = left > DotTile.WideLanes - DotTile.NarrowLanes ? DotTile.WideLanes : DotTile.NarrowLanes;
            int count = Math.Min(lanes, left);
            Span<float> packed = panel.AsSpan(0, dimensions * lanes);
            DotTile.Pack(directions.AsSpan(first * dimensions, count * dimensions), dimensions, lanes, packed);
            for (int row = 0; row < vectors.Length / dimensions; row += DotTile.RowCount)
            {
                DotTile.Multiply(packed, lanes, vectors.Slice(row * dimensions, DotTile.RowCount * dimensions), dimensions, products, default);
                for (int place = 0; place < DotTile.RowCount; place++)
                {
                    products.Slice(place * lanes, count).CopyTo(projected.Slice(((row + place) * _projectedDimensions) + first));
                }
            }

            first += count;
        }

        ArrayPool<float>.Shared.Return(panel);
    }
}

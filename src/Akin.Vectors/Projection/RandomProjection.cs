using System.Numerics.Tensors;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Projection;

/// <summary>
/// Takes vectors to fewer dimensions by a random matrix, which keeps lengths and angles roughly: cosines move by about
/// <c>1 / sqrt(projected dimensions)</c>, whatever the number of vectors and of dimensions before. Thread-safe; owns managed memory only.
/// </summary>
/// <remarks>
/// <para>Source: Johnson and Lindenstrauss, Extensions of Lipschitz Mappings into a Hilbert Space, 1984. For what it costs in recall and in the order of
/// answers see <c>docs/benchmarks/projection.md</c>.</para>
/// <para>A seed gives the same matrix on every machine and in every version. The product is float32: a sparse projection gives the same bits
/// everywhere; a dense one, whose sums depend on the width of the machine's registers, the same within <c>(dimensions + 8) * 2^-24</c> of the
/// product of the lengths.</para>
/// <para>Memory: <c>4 * dimensions * projectedDimensions</c> bytes, or for a sparse one <c>2 * density</c> of that many numbers.</para>
/// </remarks>
public sealed partial class RandomProjection
{
    private readonly LinearMap _map;

    private RandomProjection(int dimensions, int projectedDimensions, LinearMap map, double density, ulong? seed)
    {
        Dimensions = dimensions;
        ProjectedDimensions = projectedDimensions;
        Density = density;
        Seed = seed;
        _map = map;
    }

    /// <summary>Components of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Components of a projected vector.</summary>
    public int ProjectedDimensions { get; }

    /// <summary>How likely a number of the matrix is other than zero: 1 unless the projection is sparse.</summary>
    public double Density { get; }

    /// <summary>What the matrix was drawn from, or null where it was given.</summary>
    public ulong? Seed { get; }

    /// <summary>Draws a matrix of normal numbers of variance <c>1 / projectedDimensions</c>.</summary>
    /// <param name="dimensions">Components of a vector, 1 to 65,536.</param>
    /// <param name="projectedDimensions">Components of a projected vector, 1 to 65,536; more than before is allowed.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the matrix would have 2^31 numbers or more.</exception>
    public static RandomProjection Gaussian(int dimensions, int projectedDimensions, ulong seed)
    {
        CheckShape(dimensions, projectedDimensions);

        // That variance keeps lengths the same on average.
        DenseMap map = DenseMap.Normal(dimensions, projectedDimensions, 1 / Math.Sqrt(projectedDimensions), new SeededRandom(seed));
        return new RandomProjection(dimensions, projectedDimensions, map, 1, seed);
    }

    /// <summary>
    /// Draws a matrix of zeros and, with probability <paramref name="density"/>, of <c>+-sqrt(1 / (density * projectedDimensions))</c>, both signs equally
    /// likely: it costs additions only, and few of them.
    /// </summary>
    /// <param name="dimensions">Components of a vector, 1 to 65,536.</param>
    /// <param name="projectedDimensions">Components of a projected vector, 1 to 65,536.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="density">Above 0, at most 1; null for <c>1 / sqrt(dimensions)</c> (Li, Hastie and Church, Very Sparse Random Projections, KDD 2006).
    /// 1/3 is Achlioptas's (Database-friendly Random Projections, JCSS 2003).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the matrix would have 2^31 numbers or more.</exception>
    public static RandomProjection Sparse(int dimensions, int projectedDimensions, ulong seed, double? density = null)
    {
        CheckShape(dimensions, projectedDimensions);
        double chosenDensity = density ?? 1 / Math.Sqrt(dimensions);
        if (!(chosenDensity > 0 && chosenDensity <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(density), density, "The density is a probability above 0, at most 1.");
        }

        return new RandomProjection(dimensions, projectedDimensions, new SparseMap(dimensions, projectedDimensions, chosenDensity, seed), chosenDensity, seed);
    }

    /// <summary>Takes a given matrix, such as one that NumPy drew.</summary>
    /// <param name="dimensions">Components of a vector, 1 to 65,536.</param>
    /// <param name="projectedDimensions">Components of a projected vector, 1 to 65,536.</param>
    /// <param name="matrix">Float32 [dimensions x projectedDimensions], row-major, finite: as <c>numpy.dot(vector, matrix)</c> takes it. It is copied.</param>
    /// <exception cref="ArgumentException">The matrix has another shape, or a number that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static RandomProjection FromMatrix(int dimensions, int projectedDimensions, ReadOnlySpan<float> matrix)
    {
        CheckShape(dimensions, projectedDimensions);
        CheckMatrix(dimensions, projectedDimensions, matrix);
        return new RandomProjection(dimensions, projectedDimensions, DenseMap.Transpose(dimensions, projectedDimensions, matrix), 1, null);
    }

    /// <summary>Projects vectors, one or many; many at once are faster.</summary>
    /// <param name="vectors">Float32 [rows x <see cref="Dimensions"/>], row-major. NaN and infinities pass on to the dimensions that they touch.</param>
    /// <param name="projected">Float32 [rows x <see cref="ProjectedDimensions"/>], written.</param>
    /// <param name="normalize">Whether to scale every projected vector to length 1, as cosines by dot products need it. Zero stays zero.</param>
    /// <exception cref="ArgumentException">The spans do not hold the same number of whole rows.</exception>
    public void Project(ReadOnlySpan<float> vectors, Span<float> projected, bool normalize = false)
    {
        int rowCount = vectors.Length / Dimensions;
        if (vectors.Length % Dimensions != 0)
        {
            throw new ArgumentException($"The vectors have {vectors.Length} components, which are no rows of {Dimensions}.", nameof(vectors));
        }

        if (projected.Length != (long)rowCount * ProjectedDimensions)
        {
            throw new ArgumentException($"{rowCount} projected rows of {ProjectedDimensions} take {(long)rowCount * ProjectedDimensions} numbers, got {projected.Length}.", nameof(projected));
        }

        _map.Apply(vectors, projected);
        for (int row = 0; row < rowCount && normalize; row++)
        {
            Normalize(projected.Slice(row * ProjectedDimensions, ProjectedDimensions));
        }
    }

    /// <summary>Checks the shape of a matrix that is drawn or given.</summary>
    internal static void CheckShape(int dimensions, int projectedDimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, VectorRows.DimensionsLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(projectedDimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(projectedDimensions, Math.Min(VectorRows.DimensionsLimit, Array.MaxLength / dimensions));
    }

    /// <summary>Checks a given matrix.</summary>
    internal static void CheckMatrix(int dimensions, int columnCount, ReadOnlySpan<float> matrix)
    {
        if (matrix.Length != (long)dimensions * columnCount)
        {
            throw new ArgumentException($"A matrix of {dimensions} x {columnCount} has {(long)dimensions * columnCount} numbers, got {matrix.Length}.", nameof(matrix));
        }

        if (!TensorPrimitives.IsFiniteAll(matrix))
        {
            throw new ArgumentException("The matrix has a number that is not finite.", nameof(matrix));
        }
    }

    private static void Normalize(Span<float> vector)
    {
        double squares = 0;
        foreach (float component in vector)
        {
            squares += (double)component * component;
        }

        double length = Math.Sqrt(squares);
        for (int index = 0; index < vector.Length && length != 0; index++)
        {
            vector[index] = (float)(vector[index] / length);
        }
    }
}

using Akin.Vectors.Kernels;
using Akin.Vectors.Projection;

namespace Akin.Vectors.Hashing;

/// <summary>
/// Hashes vectors so that close ones often have the same hash: bit i says on which side of hyperplane i a vector lies. Two vectors at angle t agree in
/// each bit with probability <c>1 - t / pi</c>. Thread-safe; owns managed memory only: <c>4 * dimensions * hashSize</c> bytes.
/// </summary>
/// <remarks>
/// <para>Source: Charikar, Similarity Estimation Techniques from Rounding Algorithms, STOC 2002, section 3.</para>
/// <para>Bit i, of value 2^i, is set where the vector's dot product with hyperplane i is above 0. The product is float64 and adds in the same order on every
/// machine, so a hash is the same everywhere, and a vector's length does not matter. A zero vector's hash is 0.</para>
/// </remarks>
public sealed class HyperplaneHash
{
    /// <summary>The most bits that a hash may have.</summary>
    public const int HashSizeLimit = 64;

    /// <summary>Beyond these lengths float32 products may overflow or lose their last bits below its smallest numbers.</summary>
    private const double PlainLengthLimit = 1L << 40;

    /// <summary>The stream of the seed's random numbers that the first table's hyperplanes are taken from; the next table takes the next. Changing this invalidates every hash table on disk.</summary>
    private const ulong FirstStream = 1UL << 32;

    private readonly DenseMap _planes;
    private readonly double[] _lengths;
    private readonly float[] _margins;

    /// <summary>Draws hyperplanes: normal vectors of normal numbers.</summary>
    /// <param name="dimensions">Components of a vector, 1 to 65,536.</param>
    /// <param name="hashSize">Bits of a hash, 1 to 64.</param>
    /// <param name="seed">Any number. The same seed gives the same hyperplanes on every machine and in every version.</param>
    /// <param name="table">Which of the seed's sets of hyperplanes, at least 0: they are independent.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public HyperplaneHash(int dimensions, int hashSize, ulong seed, int table = 0)
        : this(dimensions, hashSize, DenseMap.Normal(CheckedDimensions(dimensions, hashSize, table), hashSize, 1, new SeededRandom(seed, FirstStream + (ulong)table)), seed, table)
    {
    }

    private HyperplaneHash(int dimensions, int hashSize, DenseMap planes, ulong? seed, int table)
    {
        Dimensions = dimensions;
        HashSize = hashSize;
        Seed = seed;
        Table = table;
        _planes = planes;
        _lengths = new double[hashSize];
        _margins = new float[hashSize];
        for (int bit = 0; bit < hashSize; bit++)
        {
            double length = Math.Sqrt(Dot.PreciseFloat(planes.Direction(bit), planes.Direction(bit)).RowSquares);
            _lengths[bit] = length;

            // Twice, for float32's rounding of the row and of the sum; a plane of odd length is always computed in float64.
            _margins[bit] = length is > 1 / PlainLengthLimit and < PlainLengthLimit ? (float)(2 * Dot.ErrorBound(dimensions) * length) : float.PositiveInfinity;
        }
    }

    /// <summary>Components of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Bits of a hash, 1 to 64.</summary>
    public int HashSize { get; }

    /// <summary>What the hyperplanes were drawn from, or null where they were given.</summary>
    public ulong? Seed { get; }

    /// <summary>Which of the seed's sets of hyperplanes; 0 where they were given.</summary>
    public int Table { get; }

    /// <summary>Takes given hyperplanes, such as NumPy drew.</summary>
    /// <param name="dimensions">Components of a vector, 1 to 65,536.</param>
    /// <param name="hashSize">Bits of a hash, 1 to 64.</param>
    /// <param name="matrix">Float32 [dimensions x hashSize], row-major, finite: a column is a hyperplane's normal vector, as <c>numpy.dot(vector, matrix)</c> takes it. It is copied.</param>
    /// <exception cref="ArgumentException">The matrix has another shape, or a number that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static HyperplaneHash FromMatrix(int dimensions, int hashSize, ReadOnlySpan<float> matrix)
    {
        CheckedDimensions(dimensions, hashSize, 0);
        RandomProjection.CheckMatrix(dimensions, hashSize, matrix);
        return new HyperplaneHash(dimensions, hashSize, DenseMap.Transpose(dimensions, hashSize, matrix), null, 0);
    }

    /// <summary>Takes hyperplanes one behind the other, float32 [bits x dimensions]. They are copied.</summary>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    internal static HyperplaneHash FromPlanes(int dimensions, ReadOnlySpan<float> planes)
    {
        int hashSize = planes.Length / dimensions;
        CheckedDimensions(dimensions, hashSize, 0);
        RandomProjection.CheckMatrix(hashSize, dimensions, planes);
        return new HyperplaneHash(dimensions, hashSize, new DenseMap(dimensions, planes.ToArray()), null, 0);
    }

    /// <summary>A vector's hash.</summary>
    /// <param name="vector">Float32 [<see cref="Dimensions"/>], finite, of any length.</param>
    /// <returns>Bit i, of value 2^i, is set where the vector lies on hyperplane i's positive side.</returns>
    /// <exception cref="ArgumentException">The vector has another number of dimensions, or a component that is not finite.</exception>
    public ulong Hash(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"The vector has {vector.Length} dimensions, the hash takes {Dimensions}.", nameof(vector));
        }

        if (!double.IsFinite(Dot.PreciseFloat(vector, vector).RowSquares))
        {
            throw new ArgumentException("The vector has a component that is not finite.", nameof(vector));
        }

        ulong hash = 0;
        for (int bit = 0; bit < HashSize; bit++)
        {
            hash |= IsPositive(vector, bit) ? 1UL << bit : 0;
        }

        return hash;
    }

    /// <summary>A vector's hash, and how far the vector lies from each hyperplane.</summary>
    /// <param name="vector">Float32 [<see cref="Dimensions"/>], finite.</param>
    /// <param name="distances">Float64 [<see cref="HashSize"/>], written; at least 0, in the vector's units.</param>
    internal ulong Hash(ReadOnlySpan<float> vector, Span<double> distances)
    {
        ulong hash = 0;
        for (int bit = 0; bit < HashSize; bit++)
        {
            double product = Dot.PreciseFloat(vector, _planes.Direction(bit)).Product;
            hash |= product > 0 ? 1UL << bit : 0;
            distances[bit] = _lengths[bit] > 0 ? Math.Abs(product) / _lengths[bit] : 0;
        }

        return hash;
    }

    /// <summary>The hash of a row of length 1 or 0: as <see cref="Hash(ReadOnlySpan{float})"/>, in a fraction of the time.</summary>
    internal ulong HashRow(ReadOnlySpan<float> row)
    {
        ulong hash = 0;
        for (int bit = 0; bit < HashSize; bit++)
        {
            // Float32 decides where the row is further from the plane than the rounding can move it.
            float product = Dot.Float(row, _planes.Direction(bit));
            bool isPositive = Math.Abs(product) > _margins[bit] ? product > 0 : IsPositive(row, bit);
            hash |= isPositive ? 1UL << bit : 0;
        }

        return hash;
    }

    /// <summary>A hyperplane's normal vector, float32 [<see cref="Dimensions"/>].</summary>
    internal ReadOnlySpan<float> Plane(int bit) => _planes.Direction(bit);

    private bool IsPositive(ReadOnlySpan<float> vector, int bit) => Dot.PreciseFloat(vector, _planes.Direction(bit)).Product > 0;

    private static int CheckedDimensions(int dimensions, int hashSize, int table)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hashSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hashSize, HashSizeLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(table);
        RandomProjection.CheckShape(dimensions, hashSize);
        return dimensions;
    }
}

using System.Numerics.Tensors;
using Akin.Vectors.Kernels;

namespace Akin.Benchmarks.Vectors;

/// <summary>
/// A distribution of unit vectors that is as hard to search as embeddings of pictures: themes that hold clusters, clusters that are flat in a direction of
/// their own, and variations that all clusters share. <c>docs/benchmarks/vectors.md</c> has the recipe. Drawing is thread-safe, one random sequence a thread.
/// </summary>
/// <remarks>
/// Every direction is a window of one table of normal numbers: windows that begin anywhere else are as good as independent, and need no memory a cluster.
/// All arithmetic is exactly rounded and in a fixed order, so a seed gives the same bits on every machine.
/// </remarks>
internal sealed class SyntheticVectors
{
    private const int TableLength = 1 << 23;
    private const int SharedDirectionCount = 64;
    private const int ClusterDirectionCount = 20;
    private const int ClustersPerTheme = 40;

    // Lengths of the parts, before the sum is brought to length 1.
    private const float CommonLength = 0.9f;
    private const float ThemeLength = 0.8f;
    private const float CentreLength = 0.75f;
    private const float ClusterDirectionLength = 0.62f;
    private const float SharedDirectionLength = 0.35f;
    private const float NoiseLength = 0.35f;

    private readonly float[] _table = new float[TableLength];
    private readonly float[] _centres;
    private readonly double[] _cumulativeWeights;
    private readonly float[] _spreads;
    private readonly int[] _clusterDirections;
    private readonly int[] _sharedDirections;
    private readonly int _dimensions;

    /// <summary>Draws the distribution itself.</summary>
    /// <param name="dimensions">Components of a vector, at least 1.</param>
    /// <param name="clusterCount">At least 1; the largest holds a few times as many vectors as the smallest.</param>
    /// <param name="seed">Any number.</param>
    public SyntheticVectors(int dimensions, int clusterCount, ulong seed)
    {
        _dimensions = dimensions;
        SeededRandom random = new(seed);
        for (int index = 0; index < TableLength; index++)
        {
            _table[index] = random.NextGaussian();
        }

        float[] themes = DrawThemes(random, Math.Max(8, clusterCount / ClustersPerTheme));
        _centres = new float[(long)clusterCount * dimensions];
        _spreads = new float[clusterCount];
        _cumulativeWeights = new double[clusterCount];
        double sum = 0;
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            Span<float> centre = _centres.AsSpan(cluster * dimensions, dimensions);
            themes.AsSpan(random.Next(themes.Length / dimensions) * dimensions, dimensions).CopyTo(centre);
            Add(centre, DrawDirection(random), CentreLength);
            _spreads[cluster] = 0.7f + (0.6f * (float)random.NextDouble());
            sum += 1 / Math.Sqrt(1 + random.Next(clusterCount));
            _cumulativeWeights[cluster] = sum;
        }

        _clusterDirections = [.. Enumerable.Range(0, clusterCount * ClusterDirectionCount).Select(_ => DrawDirection(random))];
        _sharedDirections = [.. Enumerable.Range(0, SharedDirectionCount).Select(_ => DrawDirection(random))];
    }

    /// <summary>Draws one vector.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="extraNoise">The length of noise on top, 0 for none: queries are no rows, and lie a little apart.</param>
    /// <param name="vector">Float32 [dimensions], of length 1 afterwards.</param>
    public void Draw(SeededRandom random, float extraNoise, Span<float> vector)
    {
        int found = Array.BinarySearch(_cumulativeWeights, random.NextDouble() * _cumulativeWeights[^1]);
        int cluster = Math.Min(found < 0 ? ~found : found, _cumulativeWeights.Length - 1);
        float spread = _spreads[cluster];
        _centres.AsSpan(cluster * _dimensions, _dimensions).CopyTo(vector);
        for (int direction = 0; direction < ClusterDirectionCount; direction++)
        {
            float length = ClusterDirectionLength / MathF.Sqrt(direction + 1);
            Add(vector, _clusterDirections[(cluster * ClusterDirectionCount) + direction], random.NextGaussian() * spread * length);
        }

        for (int direction = 0; direction < SharedDirectionCount; direction++)
        {
            Add(vector, _sharedDirections[direction], random.NextGaussian() * SharedDirectionLength * ToMinusThreeEighths(direction + 1));
        }

        Add(vector, DrawDirection(random), NoiseLength * spread);
        if (extraNoise > 0)
        {
            Add(vector, DrawDirection(random), extraNoise);
        }

        Normalise(vector);
    }

    /// <summary>x^(-3/8), by square roots alone.</summary>
    private static float ToMinusThreeEighths(float value)
    {
        float fourthRoot = MathF.Sqrt(MathF.Sqrt(value));
        return 1 / (fourthRoot * MathF.Sqrt(fourthRoot));
    }

    private static void Normalise(Span<float> vector)
    {
        double squares = 0;
        foreach (float component in vector)
        {
            squares += (double)component * component;
        }

        TensorPrimitives.Multiply(vector, (float)(1 / Math.Sqrt(squares)), vector);
    }

    /// <summary>The themes' centres, what all vectors share included.</summary>
    private float[] DrawThemes(SeededRandom random, int themeCount)
    {
        float[] themes = new float[(long)themeCount * _dimensions];
        int common = DrawDirection(random);
        for (int theme = 0; theme < themeCount; theme++)
        {
            Span<float> centre = themes.AsSpan(theme * _dimensions, _dimensions);
            Add(centre, common, CommonLength);
            Add(centre, DrawDirection(random), ThemeLength);
        }

        return themes;
    }

    /// <summary>Where a direction begins in the table.</summary>
    private int DrawDirection(SeededRandom random) => random.Next(TableLength - _dimensions);

    /// <summary>Adds a direction that is, on average, <paramref name="length"/> long.</summary>
    private void Add(Span<float> vector, int direction, float length) =>
        TensorPrimitives.FusedMultiplyAdd(_table.AsSpan(direction, _dimensions), length / MathF.Sqrt(_dimensions), vector, vector);
}

using System.Buffers;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Projection;

/// <summary>A matrix of one number, its opposite and mostly zeros: of every projected dimension it keeps which components to add and which to subtract.</summary>
internal sealed class SparseMap : LinearMap
{
    /// <summary>Components whose places, 64 bytes each, a first-level cache holds.</summary>
    private const int TurnedAtOnce = 128;

    private readonly int _dimensions;
    private readonly int _projectedDimensions;
    private readonly float _scale;

    /// <summary>Positions of components: those that the first direction adds, those that it subtracts, and so on.</summary>
    private readonly ushort[] _positions;

    /// <summary>Where the lists begin in <see cref="_positions"/>, two a direction, and where the last one ends.</summary>
    private readonly int[] _starts;

    /// <summary>Draws the matrix: each number is other than zero with probability <paramref name="density"/>.</summary>
    public SparseMap(int dimensions, int projectedDimensions, double density, ulong seed)
    {
        _dimensions = dimensions;
        _projectedDimensions = projectedDimensions;
        _scale = (float)Math.Sqrt(1 / (density * projectedDimensions));
        _starts = new int[(2 * projectedDimensions) + 1];
        SeededRandom random = new(seed);
        List<ushort> positions = [];
        List<ushort> subtracted = [];
        for (int direction = 0; direction < projectedDimensions; direction++)
        {
            subtracted.Clear();
            for (int component = 0; component < dimensions; component++)
            {
                double draw = random.NextDouble();
                if (draw < density / 2)
                {
                    positions.Add((ushort)component);
                }
                else if (draw < density)
                {
                    subtracted.Add((ushort)component);
                }
            }

            _starts[(2 * direction) + 1] = positions.Count;
            positions.AddRange(subtracted);
            _starts[(2 * direction) + 2] = positions.Count;
        }

        _positions = [.. positions];
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> vectors, Span<float> projected)
    {
        int rowCount = vectors.Length / _dimensions;

        // Turning a block costs as much as about 16 lists are long; a lone vector is summed where it lies.
        if (rowCount < 4)
        {
            for (int row = 0; row < rowCount; row++)
            {
                ApplyOne(vectors.Slice(row * _dimensions, _dimensions), projected.Slice(row * _projectedDimensions, _projectedDimensions));
            }

            return;
        }

        float[] block = ArrayPool<float>.Shared.Rent(_dimensions * SignedSum.BlockRows);
        Span<float> turned = block.AsSpan(0, _dimensions * SignedSum.BlockRows);
        for (int start = 0; start < rowCount; start += SignedSum.BlockRows)
        {
            int blockRows = Math.Min(SignedSum.BlockRows, rowCount - start);
            Turn(vectors.Slice(start * _dimensions, blockRows * _dimensions), blockRows, turned);
            ApplyBlock(turned, blockRows, projected.Slice(start * _projectedDimensions, blockRows * _projectedDimensions));
        }

        ArrayPool<float>.Shared.Return(block);
    }

    private ReadOnlySpan<ushort> Added(int direction) => _positions.AsSpan(_starts[2 * direction].._starts[(2 * direction) + 1]);

    private ReadOnlySpan<ushort> Subtracted(int direction) => _positions.AsSpan(_starts[(2 * direction) + 1].._starts[(2 * direction) + 2]);

    private void ApplyOne(ReadOnlySpan<float> vector, Span<float> projected)
    {
        for (int direction = 0; direction < projected.Length; direction++)
        {
            projected[direction] = _scale * SignedSum.One(vector, Added(direction), Subtracted(direction));
        }
    }

    private void ApplyBlock(ReadOnlySpan<float> turned, int blockRows, Span<float> projected)
    {
        Span<float> sums = stackalloc float[SignedSum.BlockRows];
        for (int direction = 0; direction < _projectedDimensions; direction++)
        {
            SignedSum.Rows(turned, Added(direction), Subtracted(direction), sums);
            for (int row = 0; row < blockRows; row++)
            {
                projected[(row * _projectedDimensions) + direction] = _scale * sums[row];
            }
        }
    }

    /// <summary>Lays up to 16 vectors side by side; the places of missing ones are zero.</summary>
    private void Turn(ReadOnlySpan<float> vectors, int blockRows, Span<float> turned)
    {
        if (blockRows < SignedSum.BlockRows)
        {
            turned.Clear();
        }

        for (int start = 0; start < _dimensions; start += TurnedAtOnce)
        {
            int end = Math.Min(start + TurnedAtOnce, _dimensions);
            for (int row = 0; row < blockRows; row++)
            {
                ReadOnlySpan<float> part = vectors[((row * _dimensions) + start)..((row * _dimensions) + end)];
                Span<float> target = turned[((start * SignedSum.BlockRows) + row)..];
                for (int component = 0; component < part.Length; component++)
                {
                    target[component * SignedSum.BlockRows] = part[component];
                }
            }
        }
    }
}

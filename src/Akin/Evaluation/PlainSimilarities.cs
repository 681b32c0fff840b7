using System.Numerics.Tensors;
using Akin.Vectors.Storage;

namespace Akin.Evaluation;

/// <summary>
/// Cosines in float64 of some queries with every content of a gallery: <c>q.r / (|q| |r|)</c> over the stored rows, 0 where one of them is zero. A tile of rows is widened once and
/// compared with all queries while it lies in the cache.
/// </summary>
/// <param name="vectors">The rows.</param>
/// <param name="contents">Which of them count.</param>
internal sealed class PlainSimilarities(VectorFile vectors, LabelledContents contents)
{
    /// <summary>Rows of a tile: 384 KB of 768 dimensions, which a second-level cache holds.</summary>
    private const int TileRowCount = 64;

    /// <summary>Computes them.</summary>
    /// <param name="queries">Float32 [dimensions] each.</param>
    /// <param name="similarities">For each query [contents], in [-1, 1], written.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void Compute(IReadOnlyList<float[]> queries, double[][] similarities, ParallelOptions parallel)
    {
        double[][] wide = [.. queries.Select(query => Array.ConvertAll(query, component => (double)component))];
        double[] lengths = [.. wide.Select(query => TensorPrimitives.Norm<double>(query))];
        int tileCount = (contents.Count + TileRowCount - 1) / TileRowCount;
        Parallel.For(0, tileCount, parallel, () => new Tile(vectors.Dimensions), (number, _, tile) =>
        {
            int first = number * TileRowCount;
            tile.Load(vectors, contents, first, Math.Min(TileRowCount, contents.Count - first));
            for (int query = 0; query < wide.Length; query++)
            {
                tile.Compare(wide[query], lengths[query], similarities[query].AsSpan(first));
            }

            return tile;
        }, static _ => { });
    }

    /// <summary>Rows in float64, with their lengths. One thread's.</summary>
    private sealed class Tile(int dimensions)
    {
        private readonly float[] _row = new float[dimensions];
        private readonly double[] _rows = new double[TileRowCount * dimensions];
        private readonly double[] _lengths = new double[TileRowCount];
        private int _count;

        public void Load(VectorFile vectors, LabelledContents contents, int firstContent, int count)
        {
            _count = count;
            for (int index = 0; index < count; index++)
            {
                vectors.Read(contents.RowOf(firstContent + index), _row);
                Span<double> row = _rows.AsSpan(index * dimensions, dimensions);
                TensorPrimitives.ConvertTruncating<float, double>(_row, row);
                _lengths[index] = TensorPrimitives.Norm<double>(row);
            }
        }

        public void Compare(double[] query, double queryLength, Span<double> similarities)
        {
            for (int index = 0; index < _count; index++)
            {
                double lengths = queryLength * _lengths[index];
                double product = TensorPrimitives.Dot<double>(query, _rows.AsSpan(index * dimensions, dimensions));
                similarities[index] = lengths > 0 ? Math.Clamp(product / lengths, -1, 1) : 0;
            }
        }
    }
}

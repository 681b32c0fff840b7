using System.Numerics.Tensors;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Search;

/// <summary>A query that was looked over, and its length. Valid as long as the caller's components are.</summary>
internal readonly ref struct Query
{
    private Query(ReadOnlySpan<float> components, double length)
    {
        Components = components;
        Length = length;
    }

    /// <summary>Float32 [dimensions], finite, of any length.</summary>
    public ReadOnlySpan<float> Components { get; }

    /// <summary>The Euclidean length.</summary>
    public double Length { get; }

    /// <summary>Looks a query over.</summary>
    /// <exception cref="ArgumentException">It has another number of dimensions, or a component is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static Query Check(ReadOnlySpan<float> query, int dimensions, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (query.Length != dimensions)
        {
            throw new ArgumentException($"The query has {query.Length} dimensions, the rows have {dimensions}.", nameof(query));
        }

        double length = Math.Sqrt(Dot.PreciseFloat(query, query).RowSquares);
        return double.IsFinite(length) ? new Query(query, length)
            : throw new ArgumentException("The query has a component that is not finite.", nameof(query));
    }

    /// <summary>How many queries lie in a batch.</summary>
    /// <exception cref="ArgumentException">It is no whole number.</exception>
    public static int CountOf(ReadOnlyMemory<float> queries, int dimensions) => queries.Length % dimensions == 0
        ? queries.Length / dimensions
        : throw new ArgumentException($"{queries.Length} components are no whole number of queries of {dimensions} dimensions.", nameof(queries));

    /// <summary>Writes the query as a unit vector, times a factor; zero stays zero.</summary>
    public void ScaleTo(Span<float> target, float factor)
    {
        if (Length == 0)
        {
            target.Clear();
            return;
        }

        double scale = factor / Length;
        if (scale is > 1e-30 and < 1e37 && Length > 1e-30)
        {
            TensorPrimitives.Multiply(Components, (float)scale, target);
            return;
        }

        // A scale that is no float: very short and very long queries.
        for (int index = 0; index < Components.Length; index++)
        {
            target[index] = (float)(Components[index] / Length * factor);
        }
    }
}

namespace Akin.Vectors.Projection;

/// <summary>Takes vectors to vectors of other dimensions by a matrix. Thread-safe.</summary>
internal abstract class LinearMap
{
    /// <summary>Takes <paramref name="vectors"/>, float32 [rows x dimensions], to <paramref name="projected"/>, float32 [rows x projected dimensions].</summary>
    public abstract void Apply(ReadOnlySpan<float> vectors, Span<float> projected);
}

namespace Akin.Vision.Architectures;

/// <summary>A value of a graph with one vector a picture, float32 [batch, dimensions].</summary>
/// <param name="Name">The value.</param>
/// <param name="Dimensions">Components of a vector.</param>
internal sealed record PooledValue(string Name, long Dimensions);

using System.Diagnostics.CodeAnalysis;

namespace Akin.Vision.Encoding;

/// <summary>The numbers that an encoder computes with.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the names that users know them by.")]
public enum Precision
{
    /// <summary>float32 throughout. An embedding is the same to the bit in any batch and on any number of threads.</summary>
    Float32,

    /// <summary>
    /// Linear layers in 8-bit integers: weights with a scale an output, activations with a scale a picture, sums in 32 bits; all else in float32. Pictures are encoded one at a
    /// time, since a shared scale would make an embedding depend on its neighbours.
    /// </summary>
    Int8,
}

using System.Globalization;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>How many layers of a graph compute in integers.</summary>
/// <param name="Linear">Linear layers in int8.</param>
/// <param name="Convolutions">Convolutions in int8.</param>
/// <param name="FloatConvolutions">Convolutions in float32: those that see pixels, that have groups, or that float32 is faster at.</param>
internal sealed record LayerCounts(int Linear, int Convolutions, int FloatConvolutions)
{
    /// <summary>Whether any layer does.</summary>
    public bool IsAny => Linear + Convolutions > 0;

    /// <summary>In words.</summary>
    public override string ToString() => IsAny
        ? string.Create(CultureInfo.InvariantCulture, $"{Linear:N0} linear layers and {Convolutions:N0} convolutions in int8; {FloatConvolutions:N0} convolutions and all else in float32")
        : string.Create(CultureInfo.InvariantCulture, $"nothing in int8: the model has no linear layers, and its {FloatConvolutions:N0} convolutions are faster in float32");
}

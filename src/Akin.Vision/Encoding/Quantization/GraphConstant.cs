using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>A value of a graph that is known before it runs.</summary>
/// <param name="Stored">The tensor that it comes from.</param>
/// <param name="Type">The type of its elements, which a Cast may have changed.</param>
/// <param name="IsTransposed">Whether it is the stored matrix with its two axes exchanged.</param>
internal sealed record GraphConstant(TensorProto Stored, TensorProto.Types.DataType Type, bool IsTransposed)
{
    /// <summary>Its lengths.</summary>
    public IReadOnlyList<long> Shape => IsTransposed ? [Stored.Dims[1], Stored.Dims[0]] : Stored.Dims;
}

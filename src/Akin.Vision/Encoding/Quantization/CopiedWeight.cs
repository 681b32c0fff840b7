using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>A stored tensor that a quantised graph keeps as it is.</summary>
/// <param name="stored">The tensor.</param>
internal sealed class CopiedWeight(TensorProto stored) : WeightBlock
{
    /// <inheritdoc/>
    public override IReadOnlyList<TensorProto> Tensors { get; } = [Declare(stored.Name, (TensorProto.Types.DataType)stored.DataType, stored.Dims)];

    /// <inheritdoc/>
    public override string Identity => $"copied {stored.Name} {stored.DataType} {Words(stored.Dims)}";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Compute(TensorValues values) => [values.Bytes(stored)];
}

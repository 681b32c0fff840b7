using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>A node that multiplies an activation by constant weights.</summary>
/// <param name="Activation">The name of what is multiplied, [..., inputs].</param>
/// <param name="Weight">The weights, quantised.</param>
/// <param name="Bias">The name of what is added, or null.</param>
/// <param name="Type">The type of the activation and of the result.</param>
internal sealed record LinearLayer(string Activation, QuantizedWeight Weight, string? Bias, TensorProto.Types.DataType Type)
{
    /// <summary>Recognises one; null for any other node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="constants">What its graph knows before it runs.</param>
    public static LinearLayer? Find(NodeProto node, GraphConstants constants)
    {
        bool isPlain = node.Domain.Length == 0 && node.OpType switch
        {
            "MatMul" => true,
            "Gemm" => NodeAttributes.Number(node, "alpha", 1) == 1 && NodeAttributes.Number(node, "beta", 1) == 1 && NodeAttributes.Integer(node, "transA", 0) == 0,
            _ => false,
        };
        if (!isPlain || constants.Find(node.Input[0]) is not null || constants.Find(node.Input[1]) is not GraphConstant weight)
        {
            return null;
        }

        // Neither the type of an activation nor that of a result differs from that of the weights.
        if (weight.Shape.Count != 2 || weight.Shape.Min() < 1 || weight.Type is not (TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16) || TensorValues.Length(weight.Stored) is null)
        {
            return null;
        }

        bool isOutputsFirst = node.OpType == "Gemm" && NodeAttributes.Integer(node, "transB", 0) != 0;
        (long inputCount, long outputCount) = isOutputsFirst ? (weight.Shape[1], weight.Shape[0]) : (weight.Shape[0], weight.Shape[1]);
        WeightOrder order = isOutputsFirst != weight.IsTransposed ? WeightOrder.OutputsByInputs : WeightOrder.InputsByOutputs;
        string? bias = node.Input.Count > 2 && node.Input[2].Length > 0 ? node.Input[2] : null;
        return new LinearLayer(node.Input[0], new QuantizedWeight(weight.Stored, order, inputCount, outputCount), bias, weight.Type);
    }
}

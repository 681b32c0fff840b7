using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>
/// A convolution that is faster as a product of integers: every place becomes a row of what the kernel sees there, by slices of the map, and the rows are multiplied by the weights.
/// </summary>
/// <param name="Activation">The name of the map, float32 [batch, channels, height, width].</param>
/// <param name="Weight">The weights, quantised; a batch normalisation that follows is folded into them.</param>
/// <param name="Bias">What is added to each channel: the name of a float32 [channels], or null.</param>
/// <param name="Output">The name of the result, of the normalisation where there is one.</param>
/// <param name="Kernel">The kernel's rows and columns.</param>
/// <param name="Strides">Places that it moves on, down and across.</param>
/// <param name="Dilations">Places from tap to tap, down and across.</param>
/// <param name="Pads">Zeros above, left, below and right.</param>
internal sealed record ConvolutionLayer(
    string Activation, QuantizedWeight Weight, string? Bias, string Output, (long Rows, long Columns) Kernel, long[] Strides, long[] Dilations, long[] Pads)
{
    /// <summary>
    /// Products for each number that is moved, taps * inputs * outputs / (inputs + outputs), from which integers pay. Measured on AVX-512 with VNNI: ResNet-50 as a whole gains
    /// 1.8 with 90, 1.6 with 120 and 1.4 with 300; single layers of 50 and less lose. See docs/benchmarks/int8.md.
    /// </summary>
    private const double LeastWork = 90;

    /// <summary>Fewer channels make rows too short: SqueezeNet's layers of 16 lose. A picture has three, and layers that see pixels lose most by quantisation.</summary>
    private const long LeastChannels = 32;

    /// <summary>Recognises one; null for any other node, and for convolutions that float32 is faster at.</summary>
    /// <param name="node">The node.</param>
    /// <param name="normalization">The batch normalisation that alone reads its result, or null.</param>
    /// <param name="constants">What its graph knows before it runs.</param>
    public static ConvolutionLayer? Find(NodeProto node, NodeProto? normalization, GraphConstants constants)
    {
        if (node.OpType != "Conv" || node.Domain.Length > 0 || NodeAttributes.Integer(node, "group", 1) != 1 || NodeAttributes.Text(node, "auto_pad") is not (null or "NOTSET"))
        {
            return null;
        }

        GraphConstant? bias = node.Input.Count > 2 && node.Input[2].Length > 0 ? constants.Find(node.Input[2]) : null;
        bool hasUnknownBias = node.Input.Count > 2 && node.Input[2].Length > 0 && !IsVector(bias);
        if (hasUnknownBias || constants.Find(node.Input[1]) is not { Type: TensorProto.Types.DataType.Float, Stored: { Dims.Count: 4 } weight } || !IsWorthwhile(weight))
        {
            return null;
        }

        long[] strides = NodeAttributes.Integers(node, "strides") ?? [1, 1];
        long[] dilations = NodeAttributes.Integers(node, "dilations") ?? [1, 1];
        long[] pads = NodeAttributes.Integers(node, "pads") ?? [0, 0, 0, 0];
        if (strides.Length != 2 || dilations.Length != 2 || pads.Length != 4 || pads.Min() < 0 || strides.Min() < 1 || dilations.Min() < 1)
        {
            return null;
        }

        FoldedNormalization? folded = normalization is null ? null : FoldedNormalization.Find(normalization, bias?.Stored, constants);
        QuantizedWeight quantized = new(weight, WeightOrder.Convolution, weight.Dims[1] * weight.Dims[2] * weight.Dims[3], weight.Dims[0], folded);
        string? added = folded is null ? bias is null ? null : node.Input[2] : quantized.Shifts;
        return new ConvolutionLayer(node.Input[0], quantized, added, folded is null ? node.Output[0] : normalization!.Output[0], (weight.Dims[2], weight.Dims[3]), strides, dilations, pads);
    }

    /// <summary>The slices of the padded map that the taps see, by rows and columns.</summary>
    public IEnumerable<(long[] Starts, long[] Ends)> Taps()
    {
        for (long row = 0; row < Kernel.Rows; row++)
        {
            for (long column = 0; column < Kernel.Columns; column++)
            {
                yield return (
                    [row * Dilations[0], column * Dilations[1]],
                    [End(Kernel.Rows - 1 - row, Dilations[0]), End(Kernel.Columns - 1 - column, Dilations[1])]);
            }
        }
    }

    /// <summary>Counted from the end, where as many places stay free as the taps after this one need.</summary>
    private static long End(long tapsAfter, long dilation) => tapsAfter == 0 ? int.MaxValue : -tapsAfter * dilation;

    private static bool IsVector(GraphConstant? bias) => bias is { Type: TensorProto.Types.DataType.Float, Shape.Count: 1 };

    private static bool IsWorthwhile(TensorProto weight)
    {
        double taps = weight.Dims[2] * weight.Dims[3];
        return TensorValues.Length(weight) is not null && weight.Dims[1] >= LeastChannels && taps * weight.Dims[0] * weight.Dims[1] / (weight.Dims[0] + weight.Dims[1]) >= LeastWork;
    }
}

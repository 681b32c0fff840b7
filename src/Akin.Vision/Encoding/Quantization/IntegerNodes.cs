using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>
/// Writes layers that compute in integers into a graph: the activation becomes uint8 with one scale and zero point a run (DynamicQuantizeLinear), is multiplied by int8 weights
/// with sums in int32, and the sums become float32 (ONNX Runtime's MatMulIntegerToFloat, which also adds the bias).
/// </summary>
/// <param name="graph">The graph to write into.</param>
/// <param name="constants">What it knows before it runs.</param>
internal sealed class IntegerNodes(GraphProto graph, GraphConstants constants)
{
    /// <summary>The operator set that MatMulIntegerToFloat is of.</summary>
    public const string ContribDomain = "com.microsoft";

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Writes a linear layer, whose result has the name <paramref name="output"/>.</summary>
    public void Add(LinearLayer layer, string output)
    {
        bool isFloat = layer.Type == TensorProto.Types.DataType.Float;
        string wide = isFloat ? layer.Activation : Cast(layer.Activation, $"{layer.Activation}/float32", TensorProto.Types.DataType.Float);
        bool addsBiasItself = isFloat && layer.Bias is not null && constants.Find(layer.Bias)?.Shape is [long length] && length == layer.Weight.OutputCount;
        bool addsBiasAfter = layer.Bias is not null && !addsBiasItself;
        string product = isFloat && !addsBiasAfter ? output : $"{output}/product";
        Multiply(Quantize(wide)[0], wide, layer.Weight, addsBiasItself ? layer.Bias : null, product);
        if (!isFloat)
        {
            product = Cast(product, addsBiasAfter ? $"{output}/narrow" : output, layer.Type);
        }

        if (addsBiasAfter)
        {
            Node("Add", [product, layer.Bias!], output);
        }
    }

    /// <summary>Writes a convolution. Its map goes by places, with the channels of one side by side, until the product is done; ONNX Runtime takes back to back transpositions out.</summary>
    public void Add(ConvolutionLayer layer)
    {
        string places = Transpose(layer.Activation, $"{layer.Activation}/places", 0, 2, 3, 1);
        string[] quantized = Quantize(places);
        string seen = quantized[0];
        if (layer.Pads.Any(pad => pad > 0))
        {
            // The zero point stands for 0, which is what a convolution pads with.
            string padding = Integers(0, layer.Pads[0], layer.Pads[1], 0, 0, layer.Pads[2], layer.Pads[3], 0);
            seen = Node("Pad", [seen, padding, quantized[2]], $"{layer.Output}/padded");
        }

        (long[] Starts, long[] Ends)[] taps = [.. layer.Taps()];
        if (taps.Length > 1 || layer.Strides.Any(stride => stride > 1))
        {
            string padded = seen;
            string[] slices = [.. taps.Select((tap, index) => Node("Slice", [padded, Integers(tap.Starts), Integers(tap.Ends), Integers(1, 2), Integers(layer.Strides)], $"{layer.Output}/tap{index}"))];
            seen = slices.Length == 1 ? slices[0] : Node("Concat", slices, $"{layer.Output}/taps", Attribute("axis", 3));
        }

        string product = $"{layer.Output}/product";
        Multiply(seen, places, layer.Weight, layer.Bias, product);
        Transpose(product, layer.Output, 0, 3, 1, 2);
    }

    private void Multiply(string quantized, string activation, QuantizedWeight weight, string? bias, string output)
    {
        string[] operands = [quantized, weight.Integers, ScaleOf(activation), weight.Scales, ZeroOf(activation)];
        Node("MatMulIntegerToFloat", bias is null ? operands : [.. operands, string.Empty, bias], output);
        graph.Node[^1].Domain = ContribDomain;
    }

    /// <summary>An activation as uint8, its scale and its zero point. Layers that share it, as queries, keys and values do, share these too.</summary>
    private string[] Quantize(string activation)
    {
        string[] outputs = [$"{activation}/uint8", ScaleOf(activation), ZeroOf(activation)];
        if (_written.Add(outputs[0]))
        {
            Node("DynamicQuantizeLinear", [activation], outputs[0]);
            graph.Node[^1].Output.Add(outputs.Skip(1));
        }

        return outputs;
    }

    private static string ScaleOf(string activation) => $"{activation}/scale";

    private static string ZeroOf(string activation) => $"{activation}/zero";

    private string Transpose(string value, string output, params long[] axes)
    {
        AttributeProto permutation = new() { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints };
        permutation.Ints.Add(axes);
        return _written.Add(output) ? Node("Transpose", [value], output, permutation) : output;
    }

    private string Cast(string value, string output, TensorProto.Types.DataType type) => _written.Add(output) ? Node("Cast", [value], output, Attribute("to", (long)type)) : output;

    private string Integers(params long[] values)
    {
        string name = $"integers/{string.Join(',', values)}";
        if (_written.Add(name))
        {
            TensorProto tensor = new() { Name = name, DataType = (int)TensorProto.Types.DataType.Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
            tensor.Dims.Add(values.Length);
            graph.Initializer.Add(tensor);
        }

        return name;
    }

    private static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private string Node(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return output;
    }
}

using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Tests.Encoding;

/// <summary>
/// A small model as exporters write them: every place's three channels times a matrix [3, 4] are its tokens (<c>last_hidden_state</c>), their mean is <c>pooler_output</c>,
/// twice the mean is <c>image_embeds</c>.
/// </summary>
internal sealed class OnnxExport
{
    public const int Dimensions = 4;

    private const string InputName = "pixel_values";
    private const float QuantizationScale = 1 / 32f;

    private static readonly float[] Matrix = [.. Enumerable.Range(0, 12).Select(index => ((index * 5) % 13 - 6) / 4f)];

    private readonly GraphProto _graph = new() { Name = "export" };

    public string[] Outputs { get; init; } = ["last_hidden_state", "pooler_output"];

    public TensorProto.Types.DataType EdgeType { get; init; } = TensorProto.Types.DataType.Float;

    /// <summary>The input's batch; null for any.</summary>
    public int? Batch { get; init; }

    /// <summary>Whether tokens are computed in integers, with one scale for the whole batch.</summary>
    public bool IsQuantised { get; init; }

    /// <summary>The file that the matrix lies in; null for the model itself.</summary>
    public string? ExternalData { get; init; }

    public string[] OtherInputs { get; init; } = [];

    /// <summary>What the model makes of one picture, float32 [3, height, width].</summary>
    public static float[] Expected(ReadOnlySpan<float> pixels, string output)
    {
        int placeCount = pixels.Length / 3;
        float[] expected = new float[Dimensions];
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> plane = pixels.Slice(channel * placeCount, placeCount);
            float mean = 0;
            foreach (float value in plane)
            {
                mean += value / placeCount;
            }

            float value0 = output == "last_hidden_state" ? plane[0] : output == "image_embeds" ? 2 * mean : mean;
            for (int dimension = 0; dimension < Dimensions; dimension++)
            {
                expected[dimension] += value0 * Matrix[(channel * Dimensions) + dimension];
            }
        }

        return expected;
    }

    public void Save(string path)
    {
        _graph.Input.Add(Value(InputName, Batch, 3, null, null));
        foreach (string name in OtherInputs)
        {
            _graph.Input.Add(Value(name, null, null));
        }

        string input = InputName;
        if (EdgeType != TensorProto.Types.DataType.Float)
        {
            Node("Cast", [input], ["float_values"], ("to", (long)TensorProto.Types.DataType.Float));
            input = "float_values";
        }

        Constant("tokens_shape", [0, 3, -1]);
        Node("Reshape", [input, "tokens_shape"], ["planes"]);
        Node("Transpose", ["planes"], ["places"], ("perm", new long[] { 0, 2, 1 }));
        Multiply(path);
        Node("ReduceMean", ["tokens"], ["mean"], ("axes", new long[] { 1 }), ("keepdims", 0L));
        Node("Add", ["mean", "mean"], ["double_mean"]);
        foreach (string output in Outputs)
        {
            string source = output switch { "last_hidden_state" => "tokens", "image_embeds" => "double_mean", _ => "mean" };
            Node("Cast", [source], [output], ("to", (long)EdgeType));
            _graph.Output.Add(source == "tokens" ? Value(output, Batch, null, Dimensions) : Value(output, Batch, Dimensions));
        }

        ModelProto model = new() { IrVersion = 8, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    private void Multiply(string path)
    {
        if (!IsQuantised)
        {
            TensorProto matrix = new() { Name = "matrix", DataType = (int)TensorProto.Types.DataType.Float, RawData = Bytes<float>(Matrix) };
            matrix.Dims.AddRange([3, Dimensions]);
            if (ExternalData is not null)
            {
                File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(path)!, ExternalData), [.. new byte[16], .. matrix.RawData]);
                matrix.ClearRawData();
                matrix.DataLocation = TensorProto.Types.DataLocation.External;
                matrix.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = ExternalData });
                matrix.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "16" });
                matrix.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = "48" });
            }

            _graph.Initializer.Add(matrix);
            Node("MatMul", ["places", "matrix"], ["tokens"]);
            return;
        }

        TensorProto integers = new() { Name = "matrix", DataType = (int)TensorProto.Types.DataType.Int8, RawData = Bytes<sbyte>([.. Matrix.Select(value => (sbyte)(value / QuantizationScale))]) };
        integers.Dims.AddRange([3, Dimensions]);
        _graph.Initializer.Add(integers);
        _graph.Initializer.Add(new TensorProto { Name = "matrix_scale", DataType = (int)TensorProto.Types.DataType.Float, RawData = Bytes<float>([QuantizationScale]) });
        Node("DynamicQuantizeLinear", ["places"], ["integers", "scale", "zero"]);
        Node("MatMulInteger", ["integers", "matrix", "zero"], ["integer_tokens"]);
        Node("Cast", ["integer_tokens"], ["unscaled"], ("to", (long)TensorProto.Types.DataType.Float));
        Node("Mul", ["scale", "matrix_scale"], ["whole_scale"]);
        Node("Mul", ["unscaled", "whole_scale"], ["tokens"]);
    }

    private void Constant(string name, long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)TensorProto.Types.DataType.Int64, RawData = Bytes<long>(values) };
        tensor.Dims.Add(values.Length);
        _graph.Initializer.Add(tensor);
    }

    private static ByteString Bytes<T>(T[] values)
        where T : struct => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));

    private void Node(string operation, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        foreach ((string name, object value) in attributes)
        {
            AttributeProto attribute = value is long[] numbers
                ? new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { numbers } }
                : new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = (long)value };
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
    }

    private ValueInfoProto Value(string name, params int?[] shape)
    {
        TensorShapeProto lengths = new();
        foreach ((int axis, int? length) in shape.Index())
        {
            lengths.Dim.Add(length is int known ? new() { DimValue = known } : new TensorShapeProto.Types.Dimension { DimParam = $"{name}_{axis}" });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)EdgeType, Shape = lengths } } };
    }
}

using System.Runtime.InteropServices;
using Akin.Vision.Encoding;
using Akin.Vision.Encoding.Quantization;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Akin.Vision.Tests.Encoding.Quantization;

/// <summary>A graph of a few nodes from <c>x</c> to <c>y</c>, and what it computes before and after quantisation.</summary>
internal sealed class SmallGraph
{
    private readonly GraphProto _graph = new() { Name = "small" };

    /// <param name="axes">Axes of the input and of the result, all of free length.</param>
    public SmallGraph(int axes)
    {
        _graph.Input.Add(Value("x", axes));
        _graph.Output.Add(Value("y", axes));
    }

    public static IEnumerable<string> Operations(QuantizedGraph graph) => graph.Model.Graph.Node.Select(node => node.OpType);

    public SmallGraph Weight(string name, float[] numbers, params long[] shape) => Stored(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>(numbers).ToArray(), shape);

    public SmallGraph Stored(string name, TensorProto.Types.DataType type, byte[] bytes, params long[] shape)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.Add(shape);
        _graph.Initializer.Add(tensor);
        return this;
    }

    public SmallGraph Node(string operation, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        foreach ((string name, object value) in attributes)
        {
            AttributeProto attribute = new() { Name = name };
            switch (value)
            {
                case long[] integers:
                    attribute.Type = AttributeProto.Types.AttributeType.Ints;
                    attribute.Ints.Add(integers);
                    break;
                case float number:
                    attribute.Type = AttributeProto.Types.AttributeType.Float;
                    attribute.F = number;
                    break;
                default:
                    attribute.Type = AttributeProto.Types.AttributeType.Int;
                    attribute.I = Convert.ToInt64(value);
                    break;
            }

            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return this;
    }

    public QuantizedGraph Quantize(long opset = 17) => GraphQuantizer.Quantize(Model(opset), "small.onnx");

    /// <summary>What the graph gives in float32.</summary>
    public float[] Run(float[] input, params long[] shape) => Run(Model(17).ToByteArray(), input, shape, isExact: false);

    /// <summary>What it gives in integers.</summary>
    public float[] RunQuantized(float[] input, params long[] shape)
    {
        QuantizedModel model = QuantizedModel.Create(Quantize(), new TensorValues("small.onnx", "."), [], cacheFolder: null);
        return Run(model.Model, input, shape, IntegerProducts.Saturate);
    }

    /// <summary>Runs a model on one thread.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">Its input.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="isExact">Whether products that cannot saturate are asked for.</param>
    /// <param name="folder">The folder of the weights, or null where they are in the graph.</param>
    public static float[] Run(byte[] model, float[] input, long[] shape, bool isExact, string? folder = null)
    {
        RuntimeTelemetry.SwitchOff();
        using SessionOptions settings = new() { IntraOpNumThreads = 1 };
        if (folder is not null)
        {
            settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        }

        settings.AddSessionConfigEntry("session.x64quantprecision", isExact ? "1" : "0");
        using InferenceSession session = new(model, settings);
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(input, shape);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [x], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static ValueInfoProto Value(string name, int axes)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(Enumerable.Range(0, axes).Select(axis => new TensorShapeProto.Types.Dimension { DimParam = $"{name}{axis}" }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } } };
    }

    private ModelProto Model(long opset)
    {
        ModelProto model = new() { IrVersion = 8, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = opset });
        return model;
    }
}

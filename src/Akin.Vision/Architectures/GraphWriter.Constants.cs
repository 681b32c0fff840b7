using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Architectures;

/// <content>Numbers that stand in the graph itself. Equal ones are written once.</content>
internal sealed partial class GraphWriter
{
    private readonly Dictionary<(TensorProto.Types.DataType Type, string Shape, ByteString Bytes), string> _constants = [];

    /// <summary>int64 [count]: a shape, axes, positions.</summary>
    public string Integers(params ReadOnlySpan<long> values) => Constant(TensorProto.Types.DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>A single int64 without axes.</summary>
    public string Integer(long value) => Constant(TensorProto.Types.DataType.Int64, [], MemoryMarshal.AsBytes([value]));

    /// <summary>A single float32 without axes.</summary>
    public string Number(float value) => Constant(TensorProto.Types.DataType.Float, [], MemoryMarshal.AsBytes([value]));

    /// <summary>float32 of a given shape, row-major.</summary>
    public string Numbers(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Constant(TensorProto.Types.DataType.Float, shape, MemoryMarshal.AsBytes(values));

    private string Constant(TensorProto.Types.DataType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        (TensorProto.Types.DataType, string, ByteString) key = (type, string.Join(',', shape.ToArray()), ByteString.CopyFrom(bytes));
        if (_constants.TryGetValue(key, out string? known))
        {
            return known;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"constant_{_constants.Count}");
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = key.Item3 };
        tensor.Dims.AddRange(shape.ToArray());
        _graph.Initializer.Add(tensor);
        _constants.Add(key, name);
        return name;
    }
}

using System.Globalization;
using Akin.Vision.Checkpoints;
using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Architectures;

/// <summary>
/// Writes an ONNX graph whose weights stay where they lie: initialisers name the file, offset and length of a tensor. Values are
/// known by their names; each call adds a node and returns its result's name.
/// </summary>
internal sealed partial class GraphWriter
{
    /// <summary>The name of the graph's input, float32 [batch, 3, height, width].</summary>
    public const string InputName = "pixel_values";

    /// <summary>The entry of the model's metadata that says what <see cref="RequireInput"/> was told.</summary>
    public const string LeastEdgeKey = "akin.least_input_edge";

    private const int OpsetVersion = 17;
    private const int IrVersion = 8;

    private readonly CheckpointWeights _weights;
    private readonly GraphProto _graph = new() { Name = "encoder" };
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);
    private int _leastEdge = 1;

    /// <summary>Begins a graph over the weights of <paramref name="weights"/>.</summary>
    public GraphWriter(CheckpointWeights weights)
    {
        _weights = weights;
        _graph.Input.Add(Value(InputName, "batch", 3, "height", "width"));
    }

    /// <summary>
    /// The tensors of the checkpoint that the graph's outputs do not need, in order: heads for other tasks, text towers, buffers of older versions. The step counters of
    /// batch normalisation, which only training reads, are left out.
    /// </summary>
    public IReadOnlyList<string> UnusedWeights
    {
        get
        {
            HashSet<string> needed = Needed();
            return [.. _weights.Tensors.Keys.Where(name => !needed.Contains(name) && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Whether the checkpoint has a tensor of this name.</summary>
    public bool HasWeight(string name) => _weights.Tensors.ContainsKey(name);

    /// <summary>
    /// What the names of the model's tensors begin with. The same model is stored alone (<c>embeddings.cls_token</c>) or as part of another (<c>vit.embeddings.cls_token</c>).
    /// </summary>
    /// <param name="tensor">A tensor that every checkpoint of the model has, without its prefix.</param>
    /// <param name="prefixes">Where the model may lie besides the top: <c>vit.</c> and the like.</param>
    /// <returns>The first prefix that fits, or nothing.</returns>
    public string Prefix(string tensor, params ReadOnlySpan<string> prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (HasWeight(prefix + tensor))
            {
                return prefix;
            }
        }

        // Without that tensor, whatever lies under a prefix tells where the model is, and the missing one is named in full.
        foreach (string prefix in HasWeight(tensor) ? [] : prefixes)
        {
            if (_weights.Tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                return prefix;
            }
        }

        return string.Empty;
    }

    /// <summary>A weight as float32; other floating-point types are cast, which ONNX Runtime does once, when it loads the graph.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape or a type that is no floating-point number's.</exception>
    public string Weight(string name, params ReadOnlySpan<long> shape)
    {
        if (_written.TryGetValue(name, out string? known))
        {
            return known;
        }

        if (!_weights.Tensors.TryGetValue(name, out StoredTensor? tensor))
        {
            throw new CheckpointException(_weights.Path, $"{_weights.Path} lacks the tensor {name}, which its config.json asks for.");
        }

        if (!shape.SequenceEqual([.. tensor.Shape]))
        {
            throw new CheckpointException(_weights.Path, $"{_weights.Path}: the tensor {name} has the shape [{string.Join(", ", tensor.Shape)}], and its config.json asks for [{string.Join(", ", shape.ToArray())}].");
        }

        TensorProto.Types.DataType type = tensor.Type switch
        {
            "F32" => TensorProto.Types.DataType.Float,
            "F16" => TensorProto.Types.DataType.Float16,
            "BF16" => TensorProto.Types.DataType.Bfloat16,
            _ => throw new CheckpointException(_weights.Path, $"{_weights.Path}: the tensor {name} has the type {tensor.Type}, and weights are F32, F16 or BF16."),
        };
        _graph.Initializer.Add(WeightInitializer.Create(tensor, type, out long[]? permutation));
        string value = permutation is null ? name : Node("Transpose", [name], ("perm", permutation));
        value = type == TensorProto.Types.DataType.Float ? value : Node("Cast", [value], ("to", (long)TensorProto.Types.DataType.Float));
        _written.Add(name, value);
        return value;
    }

    /// <summary>Adds a node with one result.</summary>
    /// <param name="operation">The ONNX operator.</param>
    /// <param name="inputs">The names of what it works on.</param>
    /// <param name="attributes">Its attributes: long, float, long[] or string.</param>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string output = string.Create(CultureInfo.InvariantCulture, $"{operation}_{_graph.Node.Count}");
        NodeProto node = new() { OpType = operation, Name = output };
        foreach (string input in inputs)
        {
            node.Input.Add(input);
        }

        foreach ((string name, object value) in attributes)
        {
            node.Attribute.Add(Attribute(name, value));
        }

        node.Output.Add(output);
        _graph.Node.Add(node);
        return output;
    }

    /// <summary>Declares that the input has one size only; without this it is free.</summary>
    public void FixInput(int height, int width) => _graph.Input[0] = Value(InputName, "batch", 3, height, width);

    /// <summary>Declares that the input has at least so many rows and columns; without this the model says itself what it cannot take.</summary>
    public void RequireInput(int leastEdge) => _leastEdge = leastEdge;

    /// <summary>Names a value as a result of the whole graph, float32 [batch, dimensions].</summary>
    public void Output(string name, string value, long dimensions)
    {
        NodeProto node = new() { OpType = "Identity", Name = name };
        node.Input.Add(value);
        node.Output.Add(name);
        _graph.Node.Add(node);
        _graph.Output.Add(Value(name, "batch", dimensions));
    }

    /// <summary>The finished model, to be loaded with the weights' folder as its place. What no output needs is left out.</summary>
    public byte[] ToModel()
    {
        HashSet<string> needed = Needed();
        GraphProto graph = new() { Name = _graph.Name };
        graph.Input.Add(_graph.Input);
        graph.Output.Add(_graph.Output);
        graph.Initializer.Add(_graph.Initializer.Where(initializer => needed.Contains(initializer.Name)));
        graph.Node.Add(_graph.Node.Where(node => needed.Contains(node.Output[0])));
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "Akin", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = OpsetVersion });
        model.MetadataProps.Add(new StringStringEntryProto { Key = LeastEdgeKey, Value = _leastEdge.ToString(CultureInfo.InvariantCulture) });
        return model.ToByteArray();
    }

    /// <summary>The names of all values that the outputs come of. A node stands behind those it works on, so one walk backwards finds them.</summary>
    private HashSet<string> Needed()
    {
        HashSet<string> needed = [.. _graph.Output.Select(output => output.Name)];
        foreach (NodeProto node in _graph.Node.Reverse())
        {
            if (needed.Contains(node.Output[0]))
            {
                needed.UnionWith(node.Input);
            }
        }

        return needed;
    }

    private static ValueInfoProto Value(string name, params ReadOnlySpan<object> shape)
    {
        TensorShapeProto dimensions = new();
        foreach (object length in shape)
        {
            dimensions.Dim.Add(length is string free
                ? new TensorShapeProto.Types.Dimension { DimParam = free }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(length, CultureInfo.InvariantCulture) });
        }

        TypeProto type = new() { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions } };
        return new ValueInfoProto { Name = name, Type = type };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case long number:
                attribute.Type = AttributeProto.Types.AttributeType.Int;
                attribute.I = number;
                break;
            case float number:
                attribute.Type = AttributeProto.Types.AttributeType.Float;
                attribute.F = number;
                break;
            case long[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(numbers);
                break;
            case string text:
                attribute.Type = AttributeProto.Types.AttributeType.String;
                attribute.S = ByteString.CopyFromUtf8(text);
                break;
            default:
                throw new ArgumentException($"An attribute cannot be a {value.GetType().Name}.", nameof(value));
        }

        return attribute;
    }
}

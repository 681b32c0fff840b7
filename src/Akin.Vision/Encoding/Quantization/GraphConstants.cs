using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>What of a graph is known before it runs: its initialisers, its constants, and what casts to float32, transpositions of matrices and identities make of them.</summary>
internal sealed class GraphConstants
{
    private readonly Dictionary<string, GraphConstant> _constants = new(StringComparer.Ordinal);

    /// <summary>Looks through a graph whose nodes stand behind those that they work on, as ONNX asks.</summary>
    public GraphConstants(GraphProto graph)
    {
        foreach (TensorProto stored in graph.Initializer)
        {
            _constants[stored.Name] = new GraphConstant(stored, (TensorProto.Types.DataType)stored.DataType, IsTransposed: false);
        }

        foreach (NodeProto node in graph.Node.Where(node => node.Domain.Length == 0 && node.Output.Count == 1))
        {
            if (Evaluate(node) is GraphConstant constant)
            {
                _constants[node.Output[0]] = constant;
            }
        }
    }

    /// <summary>The value of this name, or null where it depends on the input or is made in another way.</summary>
    public GraphConstant? Find(string name) => _constants.GetValueOrDefault(name);

    private GraphConstant? Evaluate(NodeProto node)
    {
        if (node.OpType == "Constant" && NodeAttributes.Tensor(node, "value") is TensorProto value)
        {
            return new GraphConstant(value, (TensorProto.Types.DataType)value.DataType, IsTransposed: false);
        }

        if (node.Input.Count != 1 || Find(node.Input[0]) is not GraphConstant source)
        {
            return null;
        }

        return node.OpType switch
        {
            "Identity" => source,
            "Cast" when NodeAttributes.Integer(node, "to", 0) == (long)TensorProto.Types.DataType.Float && TensorValues.IsFloatingPoint(source.Type) =>
                source with { Type = TensorProto.Types.DataType.Float },
            "Transpose" when source.Stored.Dims.Count == 2 && NodeAttributes.Integers(node, "perm") is null or [1, 0] => source with { IsTransposed = !source.IsTransposed },
            _ => null,
        };
    }
}

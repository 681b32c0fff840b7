using Akin.Vision.Checkpoints;
using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>
/// Rewrites a graph, whoever wrote it, so that its layers compute in integers: see <see cref="LinearLayer"/>, <see cref="ConvolutionLayer"/> and <see cref="IntegerNodes"/>.
/// Layers that do not depend on the picture stay as they are: they are computed once, when the graph is loaded.
/// </summary>
internal sealed class GraphQuantizer
{
    /// <summary>DynamicQuantizeLinear's first.</summary>
    private const long LeastOpset = 11;

    /// <summary>Tensors up to this length stay in the graph: shapes and axes must, since ONNX Runtime reads them before the weights.</summary>
    private const long InlineLimitInBytes = 1024;

    private readonly GraphProto _source;
    private readonly GraphProto _target;
    private readonly GraphConstants _constants;
    private readonly IntegerNodes _writer;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly HashSet<string> _live;
    private readonly HashSet<NodeProto> _folded = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, WeightBlock> _blocks = new(StringComparer.Ordinal);
    private int _linearCount;
    private int _convolutionCount;

    private GraphQuantizer(GraphProto source)
    {
        _source = source;
        _target = new GraphProto { Name = source.Name };
        _constants = new GraphConstants(source);
        _writer = new IntegerNodes(_target, _constants);
        _readers = source.Node.SelectMany(node => NodeAttributes.Reads(node).Distinct().Select(name => (name, node))).ToLookup(pair => pair.name, pair => pair.node);
        _live = [.. source.Input.Select(input => input.Name).Except(source.Initializer.Select(initializer => initializer.Name))];
    }

    /// <summary>Rewrites a graph.</summary>
    /// <param name="model">The graph; it is left as it is, but the result shares its parts.</param>
    /// <param name="path">The model, for messages.</param>
    /// <exception cref="CheckpointException">It is of an operator set that has no integers.</exception>
    public static QuantizedGraph Quantize(ModelProto model, string path)
    {
        long opset = model.OpsetImport.FirstOrDefault(import => import.Domain.Length == 0)?.Version ?? 0;
        if (opset < LeastOpset)
        {
            throw new CheckpointException(path, $"{path} is of ONNX's operator set {opset}, and int8 needs {LeastOpset} or newer: export the model anew, or leave out int8.");
        }

        GraphQuantizer quantizer = new(model.Graph);
        quantizer.RewriteNodes();
        quantizer.KeepNodes();
        LayerCounts counts = new(quantizer._linearCount, quantizer._convolutionCount, quantizer._target.Node.Count(node => node.OpType == "Conv"));
        ModelProto rewritten = new() { IrVersion = model.IrVersion, ProducerName = model.ProducerName, Graph = quantizer._target };
        rewritten.OpsetImport.Add(model.OpsetImport.Where(import => import.Domain != IntegerNodes.ContribDomain));
        rewritten.OpsetImport.Add(new OperatorSetIdProto { Domain = IntegerNodes.ContribDomain, Version = 1 });
        rewritten.MetadataProps.Add(model.MetadataProps);
        rewritten.Functions.Add(model.Functions);
        return new QuantizedGraph(rewritten, [.. quantizer._blocks.Values], counts);
    }

    private void RewriteNodes()
    {
        foreach (NodeProto node in _source.Node)
        {
            bool isLive = node.OpType is not ("Shape" or "Size") && NodeAttributes.Reads(node).Any(_live.Contains);
            if (isLive)
            {
                _live.UnionWith(node.Output);
            }

            if (_folded.Contains(node) || (isLive && TryRewrite(node)))
            {
                continue;
            }

            _target.Node.Add(node);
        }
    }

    private bool TryRewrite(NodeProto node)
    {
        if (LinearLayer.Find(node, _constants) is LinearLayer linear)
        {
            _blocks.TryAdd(linear.Weight.Integers, linear.Weight);
            _writer.Add(linear, node.Output[0]);
            _linearCount++;
            return true;
        }

        NodeProto? normalization = NormalizationAfter(node);
        if (ConvolutionLayer.Find(node, normalization, _constants) is not ConvolutionLayer convolution)
        {
            return false;
        }

        if (convolution.Output != node.Output[0])
        {
            _folded.Add(normalization!);
        }

        _blocks.TryAdd(convolution.Weight.Integers, convolution.Weight);
        _writer.Add(convolution);
        _convolutionCount++;
        return true;
    }

    /// <summary>The batch normalisation that alone reads a node's result, or null.</summary>
    private NodeProto? NormalizationAfter(NodeProto node) =>
        _source.Output.All(output => output.Name != node.Output[0])
        && _readers[node.Output[0]].ToList() is [{ OpType: "BatchNormalization", Output.Count: 1 } normalization]
        && normalization.Input[0] == node.Output[0]
            ? normalization
            : null;

    /// <summary>Leaves out what only the weights before quantisation needed, and takes large tensors out of the graph.</summary>
    private void KeepNodes()
    {
        HashSet<string> needed = [.. _source.Output.Select(output => output.Name)];
        foreach (NodeProto node in _target.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            needed.UnionWith(NodeAttributes.Reads(node));
        }

        NodeProto[] nodes = [.. _target.Node.Where(node => node.Output.Any(needed.Contains))];
        _target.Node.Clear();
        _target.Node.Add(nodes);
        _target.Input.Add(_source.Input.Where(input => _live.Contains(input.Name)));
        _target.Output.Add(_source.Output);
        foreach (TensorProto initializer in _source.Initializer.Where(initializer => needed.Contains(initializer.Name)))
        {
            if (TensorValues.Length(initializer) > InlineLimitInBytes || initializer.DataLocation == TensorProto.Types.DataLocation.External)
            {
                _blocks.Add(initializer.Name, new CopiedWeight(initializer));
            }
            else
            {
                _target.Initializer.Add(initializer);
            }
        }
    }
}

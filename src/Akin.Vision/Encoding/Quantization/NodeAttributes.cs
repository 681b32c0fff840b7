using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>Reads the attributes of nodes.</summary>
internal static class NodeAttributes
{
    public static long Integer(NodeProto node, string name, long whenAbsent) => Find(node, name)?.I ?? whenAbsent;

    public static float Number(NodeProto node, string name, float whenAbsent) => Find(node, name)?.F ?? whenAbsent;

    public static long[]? Integers(NodeProto node, string name) => Find(node, name) is AttributeProto attribute ? [.. attribute.Ints] : null;

    public static string? Text(NodeProto node, string name) => Find(node, name)?.S.ToStringUtf8();

    public static TensorProto? Tensor(NodeProto node, string name) => Find(node, name)?.T;

    /// <summary>All names that a node reads, those that graphs inside it take from outside among them.</summary>
    public static IEnumerable<string> Reads(NodeProto node) => node.Input.Concat(
        node.Attribute.SelectMany(attribute => attribute.Graphs.Append(attribute.G)).Where(graph => graph is not null)
            .SelectMany(graph => graph.Node.SelectMany(Reads).Concat(graph.Output.Select(output => output.Name))));

    private static AttributeProto? Find(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
}

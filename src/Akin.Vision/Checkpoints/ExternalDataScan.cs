using Google.Protobuf;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// Whether an ONNX model has weights in other files, found without reading its own weights into memory. It goes through the messages that tensors can lie in, by their
/// field numbers in <c>onnx.proto</c>, and skips all others.
/// </summary>
internal static class ExternalDataScan
{
    /// <summary>Protobuf's own limit of messages within messages: what lies deeper is refused when the model is loaded.</summary>
    private const int DepthLimit = 100;

    /// <summary>TensorProto.data_location, whose value EXTERNAL is 1.</summary>
    private const int DataLocationField = 14;

    private enum Message
    {
        Model,
        Graph,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    /// <summary>Goes through a file.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no message of protobuf.</exception>
    public static bool FindsAny(string path)
    {
        using FileStream file = File.OpenRead(path);
        using CodedInputStream input = new(file);
        return FindsAny(input, Message.Model, file.Length, 0);
    }

    private static bool FindsAny(CodedInputStream input, Message message, long end, int depth)
    {
        while (depth <= DepthLimit && input.Position < end)
        {
            uint tag = input.ReadTag();
            int field = WireFormat.GetTagFieldNumber(tag);
            if (tag == 0)
            {
                break;
            }

            if (message == Message.Tensor && field == DataLocationField && WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint)
            {
                if (input.ReadInt64() == 1)
                {
                    return true;
                }
            }
            else if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited && Inner(message, field) is Message inner)
            {
                int length = input.ReadLength();
                if (FindsAny(input, inner, input.Position + length, depth + 1))
                {
                    return true;
                }
            }
            else
            {
                input.SkipLastField();
            }
        }

        return false;
    }

    private static Message? Inner(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => null,
    };
}

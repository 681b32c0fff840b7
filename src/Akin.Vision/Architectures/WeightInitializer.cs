using System.Globalization;
using Akin.Vision.Checkpoints;
using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Architectures;

/// <summary>
/// A weight as an ONNX initialiser that names the tensor's place in its file. A view that is a permutation of a block without gaps stays in place too: the initialiser has the
/// block's own shape, and a Transpose follows. Any other view is copied.
/// </summary>
internal static class WeightInitializer
{
    /// <summary>Writes the initialiser.</summary>
    /// <param name="tensor">The tensor; the initialiser has its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="permutation">What Transpose must do to give the tensor's own shape; null for nothing.</param>
    /// <exception cref="CheckpointException">It is a view of more elements than its file has bytes.</exception>
    public static TensorProto Create(StoredTensor tensor, TensorProto.Types.DataType type, out long[]? permutation)
    {
        TensorProto initializer = new() { Name = tensor.Name, DataType = (int)type };
        permutation = null;
        if (tensor.Strides is null)
        {
            initializer.Dims.AddRange(tensor.Shape);
        }
        else if (AxesInPlace(tensor) is int[] axes)
        {
            initializer.Dims.AddRange(axes.Select(axis => tensor.Shape[axis]));
            permutation = [.. tensor.Shape.Select((_, axis) => (long)Array.IndexOf(axes, axis))];
        }
        else
        {
            initializer.Dims.AddRange(tensor.Shape);
            initializer.RawData = ByteString.CopyFrom(StridedCopy.Read(tensor));
            return initializer;
        }

        initializer.DataLocation = TensorProto.Types.DataLocation.External;
        AddPlace(initializer, "location", Path.GetFileName(tensor.FilePath));
        AddPlace(initializer, "offset", tensor.OffsetInBytes.ToString(CultureInfo.InvariantCulture));
        AddPlace(initializer, "length", tensor.LengthInBytes.ToString(CultureInfo.InvariantCulture));
        return initializer;
    }

    /// <summary>The axes in the order that they lie in the file, the slowest first; null where there are gaps or elements that are seen twice.</summary>
    private static int[]? AxesInPlace(StoredTensor tensor)
    {
        int[] axes = [.. Enumerable.Range(0, tensor.Shape.Count).OrderByDescending(axis => tensor.Shape[axis] == 1 ? long.MaxValue : tensor.Strides![axis])];
        Int128 expected = 1;
        foreach (int axis in axes.Reverse())
        {
            if (tensor.Shape[axis] != 1 && tensor.Strides![axis] != expected)
            {
                return null;
            }

            expected *= tensor.Shape[axis];
        }

        return axes;
    }

    private static void AddPlace(TensorProto initializer, string key, string value) =>
        initializer.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}

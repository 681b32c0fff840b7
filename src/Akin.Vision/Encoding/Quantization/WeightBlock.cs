using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>Tensors of a quantised graph that are computed together, of stored ones.</summary>
internal abstract class WeightBlock
{
    /// <summary>Their names, types and shapes, without numbers.</summary>
    public abstract IReadOnlyList<TensorProto> Tensors { get; }

    /// <summary>What they are made of, in words: with the stored weights it settles every number.</summary>
    public abstract string Identity { get; }

    /// <summary>Computes them: the bytes of each, row-major.</summary>
    /// <param name="values">Where the stored ones are read.</param>
    /// <exception cref="Checkpoints.CheckpointException">A stored one is damaged.</exception>
    public abstract IReadOnlyList<byte[]> Compute(TensorValues values);

    /// <summary>A tensor without numbers.</summary>
    protected static TensorProto Declare(string name, TensorProto.Types.DataType type, params IEnumerable<long> shape)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    /// <summary>A shape in words.</summary>
    protected static string Words(IEnumerable<long> shape) => string.Join('x', shape);
}

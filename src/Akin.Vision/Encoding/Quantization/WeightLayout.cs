using System.Globalization;
using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>Where the tensors of a quantised graph lie in one file, each at a multiple of 64 bytes.</summary>
internal sealed class WeightLayout
{
    private const int Alignment = 64;

    private readonly IReadOnlyList<WeightBlock> _blocks;
    private readonly long _start;

    /// <summary>Lays the tensors of <paramref name="blocks"/> out from <paramref name="start"/> on.</summary>
    public WeightLayout(IReadOnlyList<WeightBlock> blocks, long start)
    {
        _blocks = blocks;
        _start = start;
        End = _blocks.SelectMany(block => block.Tensors).Aggregate(start, (offset, tensor) => Next(offset, tensor));
    }

    /// <summary>The file's length.</summary>
    public long End { get; }

    /// <summary>What the tensors are made of, in words.</summary>
    public string Identity => string.Join('\n', _blocks.Select(block => block.Identity));

    /// <summary>Computes all tensors and writes them.</summary>
    public void Write(Stream output, TensorValues values)
    {
        byte[] padding = new byte[Alignment];
        foreach (byte[] bytes in _blocks.SelectMany(block => block.Compute(values)))
        {
            output.Write(bytes);
            output.Write(padding.AsSpan(0, (int)(Aligned(bytes.Length) - bytes.Length)));
        }
    }

    /// <summary>The tensors as initialisers that name their places.</summary>
    /// <param name="fileName">The file.</param>
    public IEnumerable<TensorProto> Places(string fileName)
    {
        long offset = _start;
        foreach (TensorProto declared in _blocks.SelectMany(block => block.Tensors))
        {
            TensorProto tensor = declared.Clone();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            AddPlace(tensor, "location", fileName);
            AddPlace(tensor, "offset", offset.ToString(CultureInfo.InvariantCulture));
            AddPlace(tensor, "length", TensorValues.Length(tensor)!.Value.ToString(CultureInfo.InvariantCulture));
            offset = Next(offset, tensor);
            yield return tensor;
        }
    }

    /// <summary>The tensors as initialisers that hold their numbers.</summary>
    public IEnumerable<TensorProto> Inline(TensorValues values)
    {
        foreach (WeightBlock block in _blocks)
        {
            foreach ((TensorProto declared, byte[] bytes) in block.Tensors.Zip(block.Compute(values)))
            {
                TensorProto tensor = declared.Clone();
                tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
                yield return tensor;
            }
        }
    }

    private static long Next(long offset, TensorProto tensor) => offset + Aligned(TensorValues.Length(tensor)!.Value);

    private static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void AddPlace(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}

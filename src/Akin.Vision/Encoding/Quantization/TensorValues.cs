using System.Globalization;
using System.Runtime.InteropServices;
using Akin.Vision.Checkpoints;
using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>Reads the stored tensors of a graph, from the graph or from the files of its external data.</summary>
/// <param name="path">The model, for messages.</param>
/// <param name="folder">The folder of the external data.</param>
internal sealed class TensorValues(string path, string folder)
{
    /// <summary>Whether weights can be of this type.</summary>
    public static bool IsFloatingPoint(TensorProto.Types.DataType type) => BytesOf(type) > 0;

    /// <summary>The bytes that a tensor takes, row-major and without gaps; null for a type of no whole number of bytes.</summary>
    public static long? Length(TensorProto tensor)
    {
        Int128 length = tensor.Dims.Aggregate((Int128)ElementBytes((TensorProto.Types.DataType)tensor.DataType), (product, dimension) => product > long.MaxValue ? product : product * dimension);
        return length > 0 && length <= int.MaxValue ? (long)length : null;
    }

    /// <summary>A tensor's bytes, row-major.</summary>
    /// <exception cref="CheckpointException">They are absent, or not as many as its shape takes.</exception>
    public byte[] Bytes(TensorProto tensor)
    {
        long length = Length(tensor) ?? throw Bad(tensor, "its shape and type take no number of bytes that can be read");
        byte[] bytes = tensor.DataLocation == TensorProto.Types.DataLocation.External ? External(tensor, length) : Inline(tensor, length);
        return bytes.Length == length ? bytes : throw Bad(tensor, $"it has {bytes.Length} bytes, and its shape takes {length}");
    }

    /// <summary>A tensor's numbers as float32, row-major.</summary>
    /// <exception cref="CheckpointException">They are absent, or of another type than float32, float16 or bfloat16.</exception>
    public float[] Floats(TensorProto tensor)
    {
        byte[] bytes = Bytes(tensor);
        return (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            TensorProto.Types.DataType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), half => (float)half),
            TensorProto.Types.DataType.Bfloat16 => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
            _ => throw Bad(tensor, "its type is no floating-point number's"),
        };
    }

    /// <summary>A number of a tensor that must be finite.</summary>
    /// <exception cref="CheckpointException">It is not.</exception>
    public float RequireFinite(TensorProto tensor, float number) => float.IsFinite(number) ? number : throw Bad(tensor, "a number of it is not finite, so the weights are damaged");

    private byte[] External(TensorProto tensor, long length)
    {
        Dictionary<string, string> place = tensor.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        if (!long.TryParse(place.GetValueOrDefault("offset", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            throw Bad(tensor, "its place is no number");
        }

        using FileStream file = new(Path.Combine(folder, place["location"]), new FileStreamOptions { BufferSize = 0 });
        if (offset > file.Length - length)
        {
            throw Bad(tensor, $"it lies at bytes {offset} to {(Int128)offset + length} of {file.Name}, which has {file.Length}");
        }

        byte[] bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The specification lets small types lie in the field of 32-bit integers, one an element.</summary>
    private byte[] Inline(TensorProto tensor, long length) => (TensorProto.Types.DataType)tensor.DataType switch
    {
        _ when tensor.RawData.Length > 0 => tensor.RawData.ToByteArray(),
        TensorProto.Types.DataType.Float => MemoryMarshal.AsBytes<float>(tensor.FloatData.ToArray()).ToArray(),
        TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => MemoryMarshal.AsBytes<ushort>([.. tensor.Int32Data.Select(bits => (ushort)bits)]).ToArray(),
        _ => throw Bad(tensor, $"its {length} bytes are not where they can be read"),
    };

    private static int ElementBytes(TensorProto.Types.DataType type) => BytesOf(type) is int bytes and > 0 ? bytes : type switch
    {
        TensorProto.Types.DataType.Int8 or TensorProto.Types.DataType.Uint8 or TensorProto.Types.DataType.Bool => 1,
        TensorProto.Types.DataType.Int16 or TensorProto.Types.DataType.Uint16 => 2,
        TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Uint32 => 4,
        TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Uint64 or TensorProto.Types.DataType.Double => 8,
        _ => 0,
    };

    private static int BytesOf(TensorProto.Types.DataType type) => type switch
    {
        TensorProto.Types.DataType.Float => 4,
        TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => 2,
        _ => 0,
    };

    /// <summary>The complaint about a tensor.</summary>
    public CheckpointException Bad(TensorProto tensor, string what) => new(path, $"{path} cannot be quantised: the tensor {tensor.Name} is damaged, {what}.");
}

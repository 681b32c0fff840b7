using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Akin.Testing;

/// <summary>
/// Writes a checkpoint of a real model's size with random weights, for tests and measurements of memory and time; numbers stay of one size through its layers. A model is a
/// folder with its <c>config.json</c> and <c>tensors.json</c>: <c>{"name": {"dtype": "F32", "shape": [2, 768]}}</c>.
/// </summary>
internal static class RandomCheckpoint
{
    private const int Seed = 20_260_101;

    /// <summary>Writes <c>config.json</c>, <c>model.safetensors</c> and <c>preprocessor_config.json</c> into a folder.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="preprocessor">The text of <c>preprocessor_config.json</c>.</param>
    /// <param name="folder">The folder to fill; it exists.</param>
    /// <returns>The bytes of all weights.</returns>
    public static long Write(string model, string preprocessor, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "config.json"), File.ReadAllBytes(Path.Combine(model, "config.json")));
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), preprocessor);
        using JsonDocument tensors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, "tensors.json")));
        Dictionary<string, object> header = new(StringComparer.Ordinal) { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        List<(string Name, string Type, long[] Shape)> order = [];
        long offset = 0;
        foreach (JsonProperty tensor in tensors.RootElement.EnumerateObject())
        {
            string type = tensor.Value.GetProperty("dtype").GetString()!;
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
            long count = shape.Aggregate(1L, (product, length) => product * length);
            long end = offset + (count * BytesOf(type));
            header[tensor.Name] = new { dtype = type, shape, data_offsets = new[] { offset, end } };
            order.Add((tensor.Name, type, shape));
            offset = end;
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        using FileStream file = File.Create(Path.Combine(folder, "model.safetensors"), 1 << 20);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        file.Write(length);
        file.Write(text);
        Random random = new(Seed);
        foreach ((string name, string type, long[] shape) in order)
        {
            WriteValues(file, name, type, shape, random);
        }

        return offset;
    }

    private static int BytesOf(string type) => type switch
    {
        "F32" => 4,
        "F16" or "BF16" => 2,
        "I64" => 8,
        _ => throw new NotSupportedException($"A random checkpoint has no {type}."),
    };

    /// <summary>Matrices and kernels have the variance 1 / inputs; what scales is 1, what is added is 0.</summary>
    private static void WriteValues(Stream file, string name, string type, long[] shape, Random random)
    {
        long count = shape.Aggregate(1L, (product, length) => product * length);
        float range = shape.Length > 1 ? MathF.Sqrt(3f * shape[0] / count) : 0;
        float middle = shape.Length > 1 || name.EndsWith(".bias", StringComparison.Ordinal) || name.EndsWith(".running_mean", StringComparison.Ordinal) ? 0 : 1;
        for (long index = 0; index < count; index++)
        {
            float value = middle + (range * ((2 * random.NextSingle()) - 1));
            ReadOnlySpan<byte> bytes = type switch
            {
                "F32" => MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)),
                "F16" => BitConverter.GetBytes((Half)value),
                "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
                _ => BitConverter.GetBytes(index),
            };
            file.Write(bytes);
        }
    }
}

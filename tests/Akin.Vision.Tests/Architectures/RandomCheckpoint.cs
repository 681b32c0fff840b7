using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Akin.Testing;

namespace Akin.Vision.Tests.Architectures;

/// <summary>A checkpoint of a real model's configuration, tensor names and shapes with random weights, in a folder of its own. Numbers stay of one size through its layers.</summary>
internal sealed class RandomCheckpoint : IDisposable
{
    private const int Seed = 20_260_101;

    public RandomCheckpoint(string fullSize)
    {
        File.Copy(System.IO.Path.Combine(fullSize, "config.json"), System.IO.Path.Combine(Path, "config.json"));
        File.Copy(
            System.IO.Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"),
            System.IO.Path.Combine(Path, "preprocessor_config.json"));
        JsonObject tensors = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(fullSize, "tensors.json")))!.AsObject();
        Write(tensors);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("akin-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static long LengthInBytes(JsonNode tensor) =>
        tensor["shape"]!.AsArray().Aggregate(1L, (product, length) => product * (long)length!) * ((string?)tensor["dtype"] == "I64" ? sizeof(long) : sizeof(float));

    /// <summary>Matrices and kernels have the variance 1 / inputs; what scales is 1, what is added is 0.</summary>
    private static void Fill(Span<float> values, string name, JsonArray shape, Random random)
    {
        if (shape.Count > 1)
        {
            float range = MathF.Sqrt(3f * (int)shape[0]! / values.Length);
            foreach (ref float value in values)
            {
                value = range * ((2 * random.NextSingle()) - 1);
            }
        }
        else
        {
            values.Fill(name.EndsWith(".bias", StringComparison.Ordinal) || name.EndsWith(".running_mean", StringComparison.Ordinal) ? 0 : 1);
        }
    }

    private void Write(JsonObject tensors)
    {
        JsonObject header = [];
        long offset = 0;
        foreach ((string name, JsonNode? tensor) in tensors)
        {
            long length = LengthInBytes(tensor!);
            header[name] = new JsonObject { ["dtype"] = (string?)tensor!["dtype"], ["shape"] = tensor["shape"]!.DeepClone(), ["data_offsets"] = new JsonArray(offset, offset + length) };
            offset += length;
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] textLength = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(textLength, text.Length);
        using FileStream file = File.Create(System.IO.Path.Combine(Path, "model.safetensors"));
        file.Write(textLength);
        file.Write(text);
        Random random = new(Seed);
        foreach ((string name, JsonNode? tensor) in tensors)
        {
            byte[] bytes = new byte[LengthInBytes(tensor!)];
            if ((string?)tensor!["dtype"] == "F32")
            {
                Fill(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), name, tensor["shape"]!.AsArray(), random);
            }

            file.Write(bytes);
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Akin.Vision.Tests.Architectures;

/// <summary>A safetensors file of float32 tensors that a test changes in place, by the format's own words and not by the product's reader.</summary>
internal static class StoredWeights
{
    /// <summary>Turns the sign of every second number of a tensor.</summary>
    public static void Alter(string path, string tensor)
    {
        (byte[] file, JsonObject header, int dataStart) = Read(path);
        JsonNode offsets = header[tensor]!["data_offsets"]!;
        Span<float> values = MemoryMarshal.Cast<byte, float>(file.AsSpan()[(dataStart + (int)offsets[0]!)..(dataStart + (int)offsets[1]!)]);
        for (int index = 0; index < values.Length; index += 2)
        {
            values[index] = -values[index];
        }

        File.WriteAllBytes(path, file);
    }

    /// <summary>Gives a tensor a name that nothing asks for.</summary>
    public static void Hide(string path, string tensor) => Rename(path, tensor, "#" + tensor[1..]);

    /// <summary>Gives a tensor another name, not longer than its own: JSON does not mind spaces before the colon.</summary>
    public static void Rename(string path, string tensor, string newName)
    {
        (byte[] file, _, int dataStart) = Read(path);
        byte[] quoted = System.Text.Encoding.UTF8.GetBytes($"\"{tensor}\"");
        int place = 8 + file.AsSpan(8, dataStart - 8).IndexOf(quoted);
        System.Text.Encoding.UTF8.GetBytes($"\"{newName}\"".PadRight(quoted.Length)).CopyTo(file, place);
        File.WriteAllBytes(path, file);
    }

    private static (byte[] File, JsonObject Header, int DataStart) Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return (file, JsonNode.Parse(file.AsSpan(8, length))!.AsObject(), 8 + length);
    }
}

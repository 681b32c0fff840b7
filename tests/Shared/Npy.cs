using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Akin.Testing;

/// <summary>A golden NumPy array read the plain way, independent of the product's own reader: values as float32, row-major, with their shape.</summary>
internal sealed partial record Npy(int[] Shape, float[] Values)
{
    /// <summary>Reads float32, float16, float64, int32 or int64 in C order.</summary>
    public static Npy Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = file[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8))
            : BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8));
        int headerStart = file[6] == 1 ? 10 : 12;
        string header = Encoding.ASCII.GetString(file, headerStart, headerLength);
        int[] shape = [.. ShapePattern().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        ReadOnlySpan<byte> data = file.AsSpan(headerStart + headerLength);
        float[] values = DescriptionPattern().Match(header).Groups[1].Value switch
        {
            "<f4" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
            "<f2" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(data).ToArray(), value => (float)value),
            "<f8" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(data).ToArray(), value => (float)value),
            "<i4" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(data).ToArray(), value => (float)value),
            "<i8" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), value => (float)value),
            string other => throw new NotSupportedException($"{path} holds {other}."),
        };
        return new Npy(shape, values);
    }

    /// <summary>Row <paramref name="index"/> of the first axis, flattened.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        int length = Values.Length / Shape[0];
        return Values.AsSpan(index * length, length);
    }

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex DescriptionPattern();
}

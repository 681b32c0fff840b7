using System.Buffers.Binary;
using System.Text.Json;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// The header of a safetensors file: what tensors it holds and where. Their bytes are not read. Layout: header length (8 bytes, little-endian), header (JSON), tensors
/// without gaps (https://github.com/huggingface/safetensors, Format). Every number is checked against the file before it is used.
/// </summary>
internal sealed class SafetensorsFile
{
    /// <summary>The limit of the reference implementation.</summary>
    private const long HeaderLimitInBytes = 100_000_000;

    private const int LengthFieldInBytes = 8;

    private static readonly Dictionary<string, int> BitsByType = new(StringComparer.Ordinal)
    {
        ["BOOL"] = 8,
        ["U8"] = 8,
        ["I8"] = 8,
        ["F8_E4M3"] = 8,
        ["F8_E5M2"] = 8,
        ["F8_E8M0"] = 8,
        ["U16"] = 16,
        ["I16"] = 16,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["U32"] = 32,
        ["I32"] = 32,
        ["F32"] = 32,
        ["U64"] = 64,
        ["I64"] = 64,
        ["F64"] = 64,
        ["C64"] = 64,
    };

    private readonly Dictionary<string, StoredTensor> _tensors;

    private SafetensorsFile(string path, Dictionary<string, StoredTensor> tensors)
    {
        Path = path;
        _tensors = tensors;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it holds, by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors => _tensors;

    /// <summary>Reads the header.</summary>
    /// <exception cref="CheckpointException">The file is no safetensors file, or its header lies.</exception>
    public static SafetensorsFile Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> lengthField = stackalloc byte[LengthFieldInBytes];
        if (file.ReadAtLeast(lengthField, LengthFieldInBytes, throwOnEndOfStream: false) < LengthFieldInBytes)
        {
            throw Bad(path, $"it has {file.Length} bytes, fewer than its header's length takes");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthField);
        if (headerLength > (ulong)Math.Min(HeaderLimitInBytes, file.Length - LengthFieldInBytes))
        {
            throw Bad(path, $"its header would take {headerLength} bytes of a file of {file.Length}");
        }

        byte[] header = new byte[headerLength];
        file.ReadExactly(header);
        long dataStart = LengthFieldInBytes + header.Length;
        try
        {
            using JsonDocument document = JsonTexts.Parse(header);
            return new SafetensorsFile(path, ReadTensors(path, document.RootElement, dataStart, file.Length - dataStart));
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(path, $"{path} is no safetensors file: its header is no JSON.", exception);
        }
    }

    private static Dictionary<string, StoredTensor> ReadTensors(string path, JsonElement header, long dataStart, long dataLength)
    {
        if (header.ValueKind != JsonValueKind.Object)
        {
            throw Bad(path, "its header is no JSON object");
        }

        Dictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
        foreach (JsonProperty property in header.EnumerateObject().Where(property => property.Name != "__metadata__"))
        {
            StoredTensor tensor = ReadTensor(path, property, dataStart, dataLength);
            if (!tensors.TryAdd(tensor.Name, tensor))
            {
                throw Bad(path, $"its header names the tensor {tensor.Name} twice");
            }
        }

        long end = dataStart;
        foreach (StoredTensor tensor in tensors.Values.OrderBy(tensor => tensor.OffsetInBytes).ThenBy(tensor => tensor.LengthInBytes))
        {
            if (tensor.OffsetInBytes != end)
            {
                throw Bad(path, $"the tensor {tensor.Name} begins at byte {tensor.OffsetInBytes}, expected {end}");
            }

            end += tensor.LengthInBytes;
        }

        return end == dataStart + dataLength ? tensors : throw Bad(path, $"its tensors end at byte {end}, and it has {dataStart + dataLength}");
    }

    private static StoredTensor ReadTensor(string path, JsonProperty property, long dataStart, long dataLength)
    {
        JsonElement entry = property.Value;
        bool isEntry = entry.ValueKind == JsonValueKind.Object
            & entry.TryGetProperty("dtype", out JsonElement type)
            & entry.TryGetProperty("shape", out JsonElement shape)
            & entry.TryGetProperty("data_offsets", out JsonElement offsets);
        if (!isEntry || type.ValueKind != JsonValueKind.String || Integers(shape) is not long[] lengths || Integers(offsets) is not [long start, long end])
        {
            throw Bad(path, $"the entry of the tensor {property.Name} lacks a type, a shape or its place");
        }

        if (!BitsByType.TryGetValue(type.GetString()!, out int bits))
        {
            throw Bad(path, $"the tensor {property.Name} has the unknown type {type.GetString()}");
        }

        if (end < start || end > dataLength)
        {
            throw Bad(path, $"the tensor {property.Name} lies at bytes {start} to {end} of {dataLength}");
        }

        Int128 expected = lengths.Aggregate((Int128)(bits / 8), (product, length) => product > long.MaxValue ? product : product * length);
        return expected == end - start
            ? new StoredTensor(property.Name, type.GetString()!, lengths, path, dataStart + start, end - start)
            : throw Bad(path, $"the tensor {property.Name} has {end - start} bytes, which its shape does not take");
    }

    /// <summary>Whole numbers of at least 0, or null where there are others.</summary>
    private static long[]? Integers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<long> numbers = [];
        foreach (JsonElement element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static CheckpointException Bad(string path, string what) => new(path, $"{path} is no sound safetensors file: {what}.");
}

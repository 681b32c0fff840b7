using System.IO.Compression;

namespace Akin.Vision.Tests.Checkpoints;

/// <summary>Writes files as <c>torch.save</c> does, and pickles that it would not write. The pickle is made by hand, one instruction after the other.</summary>
internal sealed class TorchFile
{
    private readonly List<byte> _pickle = [];
    private readonly Dictionary<string, byte[]> _entries = new(StringComparer.Ordinal) { ["byteorder"] = "little"u8.ToArray() };

    public CompressionLevel Compression { get; init; } = CompressionLevel.NoCompression;

    public byte[] Pickle => [.. _pickle];

    /// <summary>The head of a dictionary whose items follow.</summary>
    public TorchFile Begin() => Raw(0x80, 2, (byte)'}', (byte)'(');

    /// <summary>The end of the dictionary and of the pickle.</summary>
    public TorchFile End() => Raw((byte)'u', (byte)'.');

    public TorchFile Raw(params ReadOnlySpan<byte> bytes)
    {
        _pickle.AddRange(bytes);
        return this;
    }

    public TorchFile Global(string module, string name) => Raw(System.Text.Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    public TorchFile Text(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return Raw((byte)'X').Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
    }

    public TorchFile Number(long value) => Raw(0x8a, 8).Raw(BitConverter.GetBytes(value));

    public TorchFile Numbers(params ReadOnlySpan<long> values)
    {
        Raw((byte)'(');
        foreach (long value in values)
        {
            Number(value);
        }

        return Raw((byte)'t');
    }

    /// <summary>An item of the dictionary: a view of a storage.</summary>
    public TorchFile Tensor(string name, string key, long elementCount, long offset, long[] shape, long[] strides, string storage = "FloatStorage")
    {
        Text(name).Global("torch._utils", "_rebuild_tensor_v2").Raw((byte)'(', (byte)'(');
        Text("storage").Global("torch", storage).Text(key).Text("cpu").Number(elementCount).Raw((byte)'t', (byte)'Q');
        return Number(offset).Numbers(shape).Numbers(strides).Raw(0x89).Global("collections", "OrderedDict").Raw((byte)')', (byte)'R', (byte)'t', (byte)'R');
    }

    public TorchFile Entry(string name, byte[] bytes)
    {
        _entries[name] = bytes;
        return this;
    }

    public void Save(string path)
    {
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in _entries.Prepend(new("data.pkl", Pickle)))
        {
            using Stream entry = archive.CreateEntry($"archive/{name}", Compression).Open();
            entry.Write(bytes);
        }
    }
}

using System.Buffers.Binary;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// What tensors a file of <c>torch.save</c> holds and where: the zip form of PyTorch 1.6 and later, in which a pickle names storages that are entries of the zip file, and the
/// <see cref="LegacyTorchFile">form before it</see>. The tensors' bytes are not read, and nothing of the file is run.
/// </summary>
internal static class TorchArchive
{
    private const string PickleName = "data.pkl";
    private const byte PickleProtocol = (byte)PickleInstruction.Protocol;

    /// <summary>Reads the pickle.</summary>
    /// <exception cref="CheckpointException">The file is damaged, of an unknown kind, or asks for anything but tensors.</exception>
    public static IReadOnlyCollection<StoredTensor> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] start = new byte[sizeof(uint)];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(start) == ZipDirectory.LocalSignature
            ? ReadZip(file, path)
            : length > 0 && start[0] == PickleProtocol
                ? LegacyTorchFile.Read(file, path)
                : throw Bad(path, "it is neither a zip file nor a pickle");
    }

    /// <summary>The tensors of a state.</summary>
    /// <param name="state">The pickle's value.</param>
    /// <param name="path">The file.</param>
    /// <param name="offsetOf">Where a storage begins.</param>
    /// <exception cref="CheckpointException">It holds no tensor by name.</exception>
    public static IReadOnlyCollection<StoredTensor> TensorsOf(object? state, string path, Func<TorchStorage, long> offsetOf)
    {
        List<StoredTensor> tensors = [];
        foreach ((string name, object? value) in state as Dictionary<string, object?> ?? [])
        {
            if (value is TorchTensor tensor)
            {
                tensors.Add(tensor.Place(name, path, offsetOf(tensor.Storage)));
            }
        }

        return tensors.Count > 0 ? tensors : throw Bad(path, "it holds no tensor under a name of its own, as a model's state_dict does");
    }

    /// <summary>The complaint about a file.</summary>
    public static CheckpointException Bad(string path, string what) => new(path, $"{path} is no sound PyTorch file: {what}.");

    private static IReadOnlyCollection<StoredTensor> ReadZip(FileStream file, string path)
    {
        Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);
        foreach (ZipEntry entry in ZipDirectory.Read(file, path))
        {
            if (!entries.TryAdd(entry.Name, entry))
            {
                throw Bad(path, $"it holds {entry.Name} twice");
            }
        }

        List<ZipEntry> pickles = [.. entries.Values.Where(entry => entry.Name.EndsWith("/" + PickleName, StringComparison.Ordinal) && entry.Name.Count(letter => letter == '/') == 1)];
        if (pickles.Count != 1)
        {
            throw Bad(path, $"it holds {pickles.Count} entries {PickleName}, expected one");
        }

        string folder = pickles[0].Name[..^PickleName.Length];
        if (entries.ContainsKey(folder + "constants.pkl"))
        {
            throw new CheckpointException(path, $"{path} is a TorchScript program, and Akin reads tensors only: save the model's state_dict.");
        }

        RequireLittleEndian(file, path, entries.GetValueOrDefault(folder + "byteorder"));
        if (pickles[0].LengthInBytes > PickleReader.LengthLimitInBytes)
        {
            throw Bad(path, $"its pickle has {pickles[0].LengthInBytes} bytes, and tensors take at most {PickleReader.LengthLimitInBytes}");
        }

        file.Position = pickles[0].OffsetInBytes;
        object? state = new PickleReader(new PickleSource(file, path, pickles[0].LengthInBytes)).Read();
        return TensorsOf(state, path, storage => entries.TryGetValue($"{folder}data/{storage.Key}", out ZipEntry? entry) && storage.LengthInBytes <= entry.LengthInBytes
            ? entry.OffsetInBytes
            : throw Bad(path, $"it lacks the {storage.LengthInBytes} bytes of a storage"));
    }

    private static void RequireLittleEndian(FileStream file, string path, ZipEntry? entry)
    {
        if (entry is null)
        {
            return;
        }

        byte[] order = new byte[Math.Min(entry.LengthInBytes, 16)];
        file.Position = entry.OffsetInBytes;
        file.ReadExactly(order);
        if (System.Text.Encoding.ASCII.GetString(order) != "little")
        {
            throw new CheckpointException(path, $"{path} holds numbers in another byte order than little-endian: save the model again on a little-endian machine.");
        }
    }
}

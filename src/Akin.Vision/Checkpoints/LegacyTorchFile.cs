using System.Buffers.Binary;
using System.Numerics;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// The form of <c>torch.save</c> before PyTorch 1.6, one after the other: pickles of a magic number, a version, facts about the machine, the state and the storages' keys in order;
/// then each storage as its count of elements (8 bytes) and its bytes.
/// </summary>
internal sealed class LegacyTorchFile
{
    private const long Version = 1001;

    private static readonly BigInteger MagicNumber = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    private readonly FileStream _file;
    private readonly string _path;

    private LegacyTorchFile(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Reads the pickles and finds the storages.</summary>
    /// <param name="file">The file, at its beginning; it stays its caller's.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="CheckpointException">The file is damaged, or asks for anything but tensors.</exception>
    public static IReadOnlyCollection<StoredTensor> Read(FileStream file, string path) => new LegacyTorchFile(file, path).Read();

    private IReadOnlyCollection<StoredTensor> Read()
    {
        if (!Equals(NextPickle().Read(), MagicNumber) || !Equals(NextPickle().Read(), Version))
        {
            throw TorchArchive.Bad(_path, "it is a pickle, but none of torch.save");
        }

        if (NextPickle().Read() is Dictionary<string, object?> machine && machine.GetValueOrDefault("little_endian") is false)
        {
            throw new CheckpointException(_path, $"{_path} holds numbers in another byte order than little-endian: save the model again on a little-endian machine.");
        }

        PickleReader reader = NextPickle();
        object? state = reader.Read();
        Dictionary<string, long> offsets = FindStorages(reader.Storages);
        return TorchArchive.TensorsOf(state, _path, storage => offsets.TryGetValue(storage.Key, out long offset) && storage == reader.Storages[storage.Key]
            ? offset
            : throw TorchArchive.Bad(_path, "it lacks a storage"));
    }

    private PickleReader NextPickle() => new(new PickleSource(_file, _path, PickleReader.LengthLimitInBytes));

    private Dictionary<string, long> FindStorages(IReadOnlyDictionary<string, TorchStorage> storages)
    {
        List<object?> keys = NextPickle().Read() as List<object?> ?? throw TorchArchive.Bad(_path, "its list of storages is missing");
        Dictionary<string, long> offsets = new(StringComparer.Ordinal);
        byte[] count = new byte[sizeof(long)];
        foreach (object? one in keys)
        {
            if (one is not string key || !storages.TryGetValue(key, out TorchStorage? storage)
                || _file.ReadAtLeast(count, count.Length, throwOnEndOfStream: false) < count.Length
                || BinaryPrimitives.ReadInt64LittleEndian(count) != storage.ElementCount
                || storage.LengthInBytes > _file.Length - _file.Position
                || !offsets.TryAdd(key, _file.Position))
            {
                throw TorchArchive.Bad(_path, "a storage does not lie where its list says");
            }

            _file.Position += (long)storage.LengthInBytes;
        }

        return offsets;
    }
}

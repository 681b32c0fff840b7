using Google.Protobuf;
using Onnx;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// An ONNX model that a checkpoint brings, and the files of external data that its weights lie in. ONNX Runtime looks for those beside the model by the names that the model gives;
/// in a cache of the Hub both are links to files of other names, so the names are rewritten to where the links lead.
/// </summary>
internal sealed class OnnxModelFile
{
    private const string LocationKey = "location";

    private readonly string _path;
    private readonly List<string> _files;

    private OnnxModelFile(string path)
    {
        _path = path;
        _files = [CheckpointDirectory.FollowLinks(path)];
    }

    /// <summary>The model and its files of external data, with links followed.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The folder of the external data.</summary>
    public string DataFolder => Path.GetDirectoryName(_files[^1])!;

    /// <summary>The model with the names of its external data rewritten; null where it has none and the file can be loaded as it is.</summary>
    public byte[]? Model { get; private set; }

    /// <summary>Looks through a model.</summary>
    /// <exception cref="CheckpointException">It is no ONNX model, or its external data is absent or lies outside its folder.</exception>
    public static OnnxModelFile Open(string path)
    {
        OnnxModelFile file = new(path);
        try
        {
            if (ExternalDataScan.FindsAny(file._files[0]))
            {
                file.Rewrite();
            }
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CheckpointException(path, $"{path} cannot be loaded: it is no ONNX model.", exception);
        }

        return file;
    }

    private void Rewrite()
    {
        using FileStream stream = File.OpenRead(_files[0]);
        ModelProto model = ModelProto.Parser.ParseFrom(stream);
        Dictionary<string, string> nameByLocation = new(StringComparer.Ordinal);
        foreach (StringStringEntryProto place in TensorsOf(model.Graph).SelectMany(tensor => tensor.ExternalData).Where(entry => entry.Key == LocationKey))
        {
            if (!nameByLocation.TryGetValue(place.Value, out string? name))
            {
                name = Find(place.Value);
                nameByLocation.Add(place.Value, name);
            }

            place.Value = name;
        }

        Model = model.ToByteArray();
    }

    /// <summary>Finds a file of external data and gives its name in <see cref="DataFolder"/>.</summary>
    private string Find(string location)
    {
        if (location.Length == 0 || location is "." or ".." || location.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            throw new CheckpointException(_path, $"{_path} has weights in {location}, and they must lie in a file beside it.");
        }

        string path = Path.Combine(Path.GetDirectoryName(_path)!, location);
        if (!File.Exists(path))
        {
            throw new CheckpointException(_path, $"The file {path} is absent, which {_path} has weights in: download it too.");
        }

        string file = CheckpointDirectory.FollowLinks(path);
        if (_files.Count > 1 && Path.GetDirectoryName(file) != DataFolder)
        {
            throw new CheckpointException(_path, $"The weights of {_path} lie in two folders once links are followed, {DataFolder} and {Path.GetDirectoryName(file)}: put them into one.");
        }

        _files.Add(file);
        return Path.GetFileName(file);
    }

    /// <summary>Every tensor of a graph: its initialisers and its nodes' attributes, in the graphs inside its nodes too.</summary>
    private static IEnumerable<TensorProto> TensorsOf(GraphProto graph) =>
    [
        .. graph.Initializer,
        .. graph.SparseInitializer.SelectMany(sparse => new[] { sparse.Values, sparse.Indices }).Where(tensor => tensor is not null),
        .. graph.Node.SelectMany(node => node.Attribute).SelectMany(attribute =>
            attribute.Tensors.Append(attribute.T).Where(tensor => tensor is not null)
                .Concat(attribute.Graphs.Append(attribute.G).Where(inner => inner is not null).SelectMany(TensorsOf))),
    ];
}

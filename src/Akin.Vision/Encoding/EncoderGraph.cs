using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding.Quantization;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Akin.Vision.Encoding;

/// <summary>The graph of an encoder before it is loaded: one that Akin writes over a checkpoint's weights, or one that the checkpoint brings.</summary>
internal sealed class EncoderGraph
{
    private const string EmbeddingName = "embedding";

    /// <summary>The graph with its weights' places in <see cref="_folder"/>; null for a file that ONNX Runtime loads itself.</summary>
    private readonly byte[]? _model;

    /// <summary>Null where the graph holds its weights itself.</summary>
    private readonly string? _folder;

    /// <summary>Of <see cref="WeightsPaths"/>, before any of them is loaded.</summary>
    private readonly FileStamp[] _weightsStamps;

    private EncoderGraph(string path, IReadOnlyList<string> weightsPaths, byte[]? model, string? folder, string? onnxName)
    {
        Path = path;
        WeightsPaths = weightsPaths;
        _weightsStamps = [.. weightsPaths.Select(FileStamp.Of)];
        _model = model;
        _folder = folder;
        OnnxName = onnxName;
    }

    /// <summary>The file that messages name.</summary>
    public string Path { get; }

    /// <summary>The files that the weights lie in, with links followed.</summary>
    public IReadOnlyList<string> WeightsPaths { get; }

    /// <summary>SHA-256 of each of <see cref="WeightsPaths"/>, computed when it is first asked for: a gallery needs it, a mere embedding does not.</summary>
    /// <exception cref="CheckpointException">A file is another one by now.</exception>
    public IReadOnlyList<string> WeightsHashes
    {
        get => field ??= [.. WeightsPaths.Zip(_weightsStamps, HashOf)];
        private init;
    }

    /// <summary>Which layers compute in integers; null where nobody asked for that.</summary>
    public LayerCounts? Quantized { get; private init; }

    /// <summary>
    /// Whether pictures may share a run. A graph that a checkpoint brings may take one scale for a whole batch, as quantised ones do, or take a batch of a fixed size only.
    /// </summary>
    public bool TakesBatches => IsWritten && Quantized is null;

    /// <summary>The name, below the checkpoint's folder, of the graph that it brings; null where Akin writes it.</summary>
    public string? OnnxName { get; }

    /// <summary>Whether Akin writes it, or else the checkpoint brings it.</summary>
    public bool IsWritten => OnnxName is null;

    /// <summary>The tensors of the checkpoint that the graph does not read, in order; none where the checkpoint brings its own graph.</summary>
    public IReadOnlyList<string> UnusedTensors { get; private init; } = [];

    /// <summary>Takes the ONNX model that <paramref name="options"/> name, or writes the graph for the checkpoint's architecture, or else takes the ONNX model that there is.</summary>
    /// <exception cref="CheckpointException">Its architecture is not known, or its weights are damaged.</exception>
    public static EncoderGraph For(CheckpointDirectory checkpoint, EncoderOptions options)
    {
        EncoderGraph graph = Find(checkpoint, options);
        return options.Precision == Precision.Int8 ? graph.Quantize() : graph;
    }

    /// <summary>Loads it.</summary>
    /// <param name="settings">How; the folder of the weights is added.</param>
    /// <exception cref="CheckpointException">ONNX Runtime refuses it.</exception>
    public InferenceSession Load(SessionOptions settings)
    {
        try
        {
            if (_model is null)
            {
                return new InferenceSession(WeightsPaths[0], settings);
            }

            if (_folder is not null)
            {
                settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", _folder);
            }

            return new InferenceSession(_model, settings);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new CheckpointException(Path, $"{Path} cannot be loaded: {EncoderSession.FirstLine(exception)}", exception);
        }
    }

    private static EncoderGraph Find(CheckpointDirectory checkpoint, EncoderOptions options)
    {
        string? modelType = checkpoint.Config?.Text("model_type");
        if (options.OnnxFile is null && checkpoint.WeightsPath is string weightsPath && Architecture.Find(modelType) is Architecture.GraphRecipe recipe)
        {
            return Written(checkpoint, CheckpointWeights.Open(weightsPath), recipe, options);
        }

        return checkpoint.OnnxPath is string onnxPath
            ? Brought(checkpoint, onnxPath)
            : throw new CheckpointException(
                checkpoint.Path,
                $"The checkpoint {checkpoint.Path} is of the model_type {modelType ?? "(none)"}: Akin knows {Architecture.KnownModelTypes}; any other needs an onnx/model.onnx.");
    }

    private static EncoderGraph Written(CheckpointDirectory checkpoint, CheckpointWeights weights, Architecture.GraphRecipe recipe, EncoderOptions options)
    {
        GraphWriter graph = new(weights);
        PooledValue embedding = EmbeddingChoice.Write(graph, recipe(new GraphRequest(graph, checkpoint.Config!) { InputSize = options.InputSize }), options.Pooling, checkpoint.Path);
        graph.Output(EmbeddingName, embedding.Name, embedding.Dimensions);
        return new EncoderGraph(weights.Path, weights.Files, graph.ToModel(), weights.Folder, onnxName: null) { UnusedTensors = graph.UnusedWeights };
    }

    private static EncoderGraph Brought(CheckpointDirectory checkpoint, string path)
    {
        OnnxModelFile file = OnnxModelFile.Open(path);
        return new EncoderGraph(path, file.Files, file.Model, file.DataFolder, System.IO.Path.GetRelativePath(checkpoint.Path, path));
    }

    /// <summary>The same with layers in integers.</summary>
    private EncoderGraph Quantize()
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(_model ?? File.ReadAllBytes(WeightsPaths[0]));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CheckpointException(Path, $"{Path} cannot be loaded: it is no ONNX model.", exception);
        }

        QuantizedGraph graph = GraphQuantizer.Quantize(model, Path);
        QuantizedModel? quantized = graph.Counts.IsAny ? QuantizedModel.Create(graph, new TensorValues(Path, _folder!), WeightsHashes, CacheFolder.Path) : null;
        return new EncoderGraph(Path, WeightsPaths, quantized?.Model ?? _model, quantized is null ? _folder : quantized.Folder, OnnxName)
        {
            UnusedTensors = UnusedTensors,
            WeightsHashes = WeightsHashes,
            Quantized = graph.Counts,
        };
    }

    private static string HashOf(string path, FileStamp stamp)
    {
        string hash = EncoderFingerprint.HashOf(path);
        return FileStamp.Of(path) == stamp ? hash : throw new CheckpointException(path, $"{path} has changed since the encoder was opened: open it again.");
    }
}

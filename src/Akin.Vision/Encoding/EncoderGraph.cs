using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;
using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Encoding;

/// <summary>The graph of an encoder before it is loaded: one that Akin writes over a checkpoint's weights, or one that the checkpoint brings.</summary>
internal sealed class EncoderGraph
{
    private const string EmbeddingName = "embedding";

    /// <summary>The graph with its weights' places in <see cref="_folder"/>; null for a file that ONNX Runtime loads itself.</summary>
    private readonly byte[]? _model;
    private readonly string? _folder;

    private EncoderGraph(string path, IReadOnlyList<string> weightsPaths, byte[]? model, string? folder, string? onnxName)
    {
        Path = path;
        WeightsPaths = weightsPaths;
        _model = model;
        _folder = folder;
        OnnxName = onnxName;
    }

    /// <summary>The file that messages name.</summary>
    public string Path { get; }

    /// <summary>The files that the weights lie in, with links followed.</summary>
    public IReadOnlyList<string> WeightsPaths { get; }

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

            settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", _folder!);
            return new InferenceSession(_model, settings);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new CheckpointException(Path, $"{Path} cannot be loaded: {EncoderSession.FirstLine(exception)}", exception);
        }
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
}

using System.Globalization;
using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Akin.Vision.Encoding;

/// <summary>A model loaded into ONNX Runtime: pixel values in, raw embeddings out. Thread-safe; the caller disposes it when no call is under way.</summary>
internal sealed class EncoderSession : IDisposable
{
    private const string EmbeddingName = "embedding";

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly EmbeddingOutput _output;
    private readonly int[] _inputShape;
    private readonly int _leastEdge;

    private EncoderSession(string path, InferenceSession session, string inputName, EmbeddingOutput output)
    {
        WeightsPath = path;
        _session = session;
        _inputNames = [inputName];
        _outputNames = [output.Name];
        _output = output;
        _inputShape = session.InputMetadata[inputName].Dimensions;
        string leastEdge = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(GraphWriter.LeastEdgeKey, "1");
        _leastEdge = int.TryParse(leastEdge, NumberStyles.None, CultureInfo.InvariantCulture, out int edge) ? edge : 1;
        int[] shape = session.OutputMetadata[output.Name].Dimensions;
        DeclaredDimensions = output.Reduction == Reduction.MeanOverPlaces ? shape[1] : shape[^1];
    }

    /// <summary>The file that the weights lie in.</summary>
    public string WeightsPath { get; }

    /// <summary>Whether Akin wrote the graph, or else the checkpoint brought it.</summary>
    public bool IsWritten { get; private init; }

    /// <summary>What is taken for the embedding, in words.</summary>
    public string OutputIdentity => $"{_output.Name} {_output.Reduction}";

    /// <summary>The tensors of the checkpoint that the graph does not read, in order; none where the checkpoint brings its own graph.</summary>
    public IReadOnlyList<string> UnusedTensors { get; private init; } = [];

    /// <summary>Components of an embedding, or a number below 1 where the graph leaves them open.</summary>
    public int DeclaredDimensions { get; }

    /// <summary>Loads the graph that a checkpoint brings, or writes the one for its architecture.</summary>
    /// <exception cref="CheckpointException">Its architecture is not known, or its graph or weights are damaged.</exception>
    public static EncoderSession Load(CheckpointDirectory checkpoint, EncoderOptions options)
    {
        string? modelType = checkpoint.Config?.Text("model_type");
        Architecture.GraphRecipe? recipe = checkpoint.SafetensorsPath is null ? null : Architecture.Find(modelType);
        if (recipe is null && checkpoint.OnnxPath is null)
        {
            throw new CheckpointException(
                checkpoint.Path,
                $"The checkpoint {checkpoint.Path} is of the model_type {modelType ?? "(none)"}: Akin knows {Architecture.KnownModelTypes}; any other needs an onnx/model.onnx.");
        }

        string path = recipe is null ? checkpoint.OnnxPath! : checkpoint.SafetensorsPath!;
        using SessionOptions settings = Settings(options);
        try
        {
            IReadOnlyList<string> unusedTensors = [];
            InferenceSession session = recipe is null ? new InferenceSession(path, settings) : LoadWritten(checkpoint, recipe, options, settings, out unusedTensors);
            return Choose(path, session, isWritten: recipe is not null, options.Pooling, unusedTensors);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new CheckpointException(path, $"{path} cannot be loaded: {FirstLine(exception)}", exception);
        }
    }

    /// <summary>Computes the raw embeddings of some pictures.</summary>
    /// <param name="pixelValues">float32 [count, 3, height, width]; ONNX Runtime reads it in place.</param>
    /// <param name="count">Pictures.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="dimensions">Components of an embedding.</param>
    /// <param name="embeddings">float32 [count, dimensions].</param>
    /// <exception cref="CheckpointException">The model refuses the input, or gives something else than it says.</exception>
    public void Run(Memory<float> pixelValues, int count, int height, int width, int dimensions, Span<float> embeddings)
    {
        CheckInput(height, width);
        int step = _inputShape[0] == 1 ? 1 : count;
        int pictureLength = 3 * height * width;
        for (int first = 0; first < count; first += step)
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixelValues.Slice(first * pictureLength, step * pictureLength), [step, 3, height, width]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = Run(input);
            ReadOnlySpan<float> values = outputs[0].GetTensorDataAsSpan<float>();
            if (values.Length < step * dimensions || values.Length % (step * dimensions) != 0)
            {
                throw new CheckpointException(WeightsPath, $"{WeightsPath} gives {values.Length} numbers for {step} pictures, expected {dimensions} each.");
            }

            for (int picture = 0; picture < step; picture++)
            {
                _output.Pool(values.Slice(picture * (values.Length / step), values.Length / step), embeddings.Slice((first + picture) * dimensions, dimensions));
            }
        }
    }

    /// <summary>How many components the embedding of a picture of this size has, found by encoding one.</summary>
    public int Probe(int height, int width)
    {
        CheckInput(height, width);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new Memory<float>(new float[3 * height * width]), [1, 3, height, width]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = Run(input);
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
        return (int)(_output.Reduction == Reduction.MeanOverPlaces ? shape[1] : shape[^1]);
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    private static SessionOptions Settings(EncoderOptions options)
    {
        SessionOptions settings = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Waiting threads would burn the cores that other pictures are decoded on.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }

    private static InferenceSession LoadWritten(
        CheckpointDirectory checkpoint, Architecture.GraphRecipe recipe, EncoderOptions options, SessionOptions settings, out IReadOnlyList<string> unusedTensors)
    {
        GraphWriter graph = new(SafetensorsFile.Read(checkpoint.SafetensorsPath!));
        PooledValue embedding = WriteModel(graph, recipe, checkpoint, options);
        graph.Output(EmbeddingName, embedding.Name, embedding.Dimensions);
        unusedTensors = graph.UnusedWeights;
        settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(checkpoint.SafetensorsPath!)!);
        return new InferenceSession(graph.ToModel(), settings);
    }

    private static PooledValue WriteModel(GraphWriter graph, Architecture.GraphRecipe recipe, CheckpointDirectory checkpoint, EncoderOptions options)
    {
        GraphRequest request = new(graph, checkpoint.Config!) { InputSize = options.InputSize };
        return EmbeddingChoice.Write(graph, recipe(request), options.Pooling, checkpoint.Path);
    }

    /// <summary>Finds the input and the output, and takes the session over: it is disposed where there are none.</summary>
    private static EncoderSession Choose(string path, InferenceSession session, bool isWritten, Pooling? pooling, IReadOnlyList<string> unusedTensors)
    {
        List<string> inputs = [.. session.InputMetadata.Where(input => input.Value.ElementDataType == TensorElementType.Float && input.Value.Dimensions.Length == 4).Select(input => input.Key)];
        if (inputs.Count == 1 && session.InputMetadata.Count == 1 && EmbeddingOutput.Choose(session.OutputMetadata, isWritten ? null : pooling) is EmbeddingOutput output)
        {
            return new EncoderSession(path, session, inputs[0], output) { IsWritten = isWritten, UnusedTensors = unusedTensors };
        }

        string names = string.Join(", ", session.OutputMetadata.Keys);
        session.Dispose();
        throw new CheckpointException(path, $"{path} is no encoder of pictures: it needs one input of 4 axes, and one output or one named embedding, image_embeds, pooler_output or last_hidden_state; its outputs are {names}.");
    }

    private static string FirstLine(OnnxRuntimeException exception) => exception.Message.Split('\n')[0].TrimEnd();

    private void CheckInput(int height, int width)
    {
        bool fits = (_inputShape[1] < 1 || _inputShape[1] == 3) && (_inputShape[2] < 1 || _inputShape[2] == height) && (_inputShape[3] < 1 || _inputShape[3] == width);
        if (!fits)
        {
            string remedy = IsWritten ? $": name the input size {height}x{width}, and its position embeddings are interpolated" : string.Empty;
            throw new CheckpointException(WeightsPath, $"{WeightsPath} takes inputs of {_inputShape[1]} x {_inputShape[2]} x {_inputShape[3]}, and got 3 x {height} x {width}{remedy}.");
        }

        if (Math.Min(height, width) < _leastEdge)
        {
            throw new CheckpointException(WeightsPath, $"{WeightsPath} takes inputs of at least {_leastEdge} x {_leastEdge}, and got {height} x {width}: name a larger input size.");
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue input)
    {
        try
        {
            return _session.Run(_runOptions, _inputNames, [input], _outputNames);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new CheckpointException(WeightsPath, $"{WeightsPath} cannot be run: {FirstLine(exception)}", exception);
        }
    }
}

using System.Globalization;
using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding.Quantization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Akin.Vision.Encoding;

/// <summary>A model loaded into ONNX Runtime: pixel values in, raw embeddings out. Thread-safe; the caller disposes it when no call is under way.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly EmbeddingOutput _output;
    private readonly int[] _inputShape;
    private readonly int _leastEdge;
    private readonly TensorElementType _inputType;
    private readonly EncoderGraph _graph;

    private EncoderSession(EncoderGraph graph, InferenceSession session, string inputName, EmbeddingOutput output)
    {
        _graph = graph;
        _session = session;
        _inputNames = [inputName];
        _outputNames = [output.Name];
        _output = output;
        _inputShape = session.InputMetadata[inputName].Dimensions;
        string leastEdge = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(GraphWriter.LeastEdgeKey, "1");
        _leastEdge = int.TryParse(leastEdge, NumberStyles.None, CultureInfo.InvariantCulture, out int edge) ? edge : 1;
        _inputType = session.InputMetadata[inputName].ElementDataType;
        int[] shape = session.OutputMetadata[output.Name].Dimensions;
        DeclaredDimensions = output.Reduction == Reduction.MeanOverPlaces ? shape[1] : shape[^1];
    }

    /// <summary>SHA-256 of each file that the weights lie in.</summary>
    public IReadOnlyList<string> WeightsHashes => _graph.WeightsHashes;

    /// <summary>Which layers compute in integers, to be shown; null where nobody asked for that.</summary>
    public string? Quantized => _graph.Quantized?.ToString();

    /// <summary>Which output of which file is taken where the checkpoint brings its own graph, to be shown; null where Akin wrote it.</summary>
    public string? ChosenOutput => _graph.IsWritten ? null : $"{_output.Name} of {_graph.OnnxName}";

    /// <summary>What is taken for the embedding, in words.</summary>
    public string OutputIdentity => $"{_output.Name} {_output.Reduction}";

    /// <summary>The tensors of the checkpoint that the graph does not read, in order; none where the checkpoint brings its own graph.</summary>
    public IReadOnlyList<string> UnusedTensors => _graph.UnusedTensors;

    /// <summary>Components of an embedding, or a number below 1 where the graph leaves them open.</summary>
    public int DeclaredDimensions { get; }

    /// <summary>Loads the graph that a checkpoint brings, or writes the one for its architecture.</summary>
    /// <exception cref="CheckpointException">Its architecture is not known, or its graph or weights are damaged.</exception>
    public static EncoderSession Load(CheckpointDirectory checkpoint, EncoderOptions options)
    {
        if (options is { Precision: Precision.Int8, Device.CudaIndex: not null })
        {
            throw new CheckpointException(checkpoint.Path, "int8 runs on the processor only: leave out the GPU, or int8.");
        }

        EncoderGraph graph = EncoderGraph.For(checkpoint, options);
        using SessionOptions settings = Settings(options);
        return Choose(graph, graph.Load(settings), options.Pooling);
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
        int step = _graph.TakesBatches ? count : 1;
        int pictureLength = 3 * height * width;
        for (int first = 0; first < count; first += step)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = Run(pixelValues.Slice(first * pictureLength, step * pictureLength), step, height, width);
            ReadOnlySpan<float> values = EdgeTensor.Read(outputs[0]);
            if (_inputShape[0] > step)
            {
                values = values[..(values.Length / _inputShape[0] * step)];
            }

            if (values.Length < step * dimensions || values.Length % (step * dimensions) != 0)
            {
                throw new CheckpointException(_graph.Path, $"{_graph.Path} gives {values.Length} numbers for {step} pictures, expected {dimensions} each.");
            }

            for (int picture = 0; picture < step; picture++)
            {
                _output.Pool(values.Slice(picture * (values.Length / step), values.Length / step), embeddings.Slice((first + picture) * dimensions, dimensions));
            }
        }
    }

    /// <summary>The size of input that a graph bound to one size takes, and the given one where it takes any.</summary>
    public (int Width, int Height) InputSizeNear((int Height, int Width) size) =>
        (_inputShape[3] > 0 ? _inputShape[3] : size.Width, _inputShape[2] > 0 ? _inputShape[2] : size.Height);

    /// <summary>How many components the embedding of a picture of this size has, found by encoding one.</summary>
    public int Probe(int height, int width)
    {
        CheckInput(height, width);
        using IDisposableReadOnlyCollection<OrtValue> outputs = Run(new float[3 * height * width], 1, height, width);
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
        RuntimeTelemetry.SwitchOff();
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

        // Integers must not saturate, so that all machines give the same embedding. The slower products that this asks for would be taken on processors with VNNI too.
        settings.AddSessionConfigEntry("session.x64quantprecision", IntegerProducts.Saturate ? "1" : "0");
        try
        {
            DeviceProvider.Append(settings, options.Device);
        }
        catch
        {
            settings.Dispose();
            throw;
        }

        return settings;
    }

    /// <summary>Finds the input and the output, and takes the session over: it is disposed where there are none.</summary>
    private static EncoderSession Choose(EncoderGraph graph, InferenceSession session, Pooling? pooling)
    {
        if (session.InputMetadata.Count == 1
            && session.InputMetadata.Single() is { Value.Dimensions.Length: 4 } input
            && EdgeTensor.IsKnown(input.Value.ElementDataType)
            && EmbeddingOutput.Choose(session.OutputMetadata, graph.IsWritten ? null : pooling) is EmbeddingOutput output)
        {
            return new EncoderSession(graph, session, input.Key, output);
        }

        string inputs = string.Join(", ", session.InputMetadata.Keys);
        string outputs = string.Join(", ", session.OutputMetadata.Keys);
        bool isPoolingAmiss = !graph.IsWritten && pooling is not null && EmbeddingOutput.Choose(session.OutputMetadata, pooling: null) is not null;
        session.Dispose();
        if (isPoolingAmiss)
        {
            throw new CheckpointException(graph.Path, $"{graph.Path} has no output that the pooling {pooling} can be taken from: its outputs are {outputs}; leave the pooling out, or name another export with --onnx.");
        }

        throw new CheckpointException(
            graph.Path,
            $"{graph.Path} is no encoder of pictures: it needs one input of 4 axes and one output or a named embedding (image_embeds, pooler_output, last_hidden_state), and has the inputs {inputs} and the outputs {outputs}; where the checkpoint has another export, name it with --onnx.");
    }

    /// <summary>The line of ONNX Runtime's message that says what is wrong.</summary>
    internal static string FirstLine(OnnxRuntimeException exception) => exception.Message.Split('\n')[0].TrimEnd();

    private void CheckInput(int height, int width)
    {
        bool fits = (_inputShape[1] < 1 || _inputShape[1] == 3) && (_inputShape[2] < 1 || _inputShape[2] == height) && (_inputShape[3] < 1 || _inputShape[3] == width);
        if (!fits)
        {
            string remedy = _graph.IsWritten ? $": name the input size {height}x{width}, and its position embeddings are interpolated" : string.Empty;
            throw new CheckpointException(_graph.Path, $"{_graph.Path} takes inputs of {_inputShape[1]} x {_inputShape[2]} x {_inputShape[3]}, and got 3 x {height} x {width}{remedy}.");
        }

        if (Math.Min(height, width) < _leastEdge)
        {
            throw new CheckpointException(_graph.Path, $"{_graph.Path} takes inputs of at least {_leastEdge} x {_leastEdge}, and got {height} x {width}: name a larger input size.");
        }
    }

    /// <summary>Runs the model on <paramref name="count"/> pictures; zeros fill what a batch of a fixed size has more.</summary>
    private IDisposableReadOnlyCollection<OrtValue> Run(Memory<float> pixelValues, int count, int height, int width)
    {
        int batch = Math.Max(count, _inputShape[0]);
        if (batch > count)
        {
            float[] filled = new float[batch * 3 * height * width];
            pixelValues.CopyTo(filled);
            pixelValues = filled;
        }

        try
        {
            using OrtValue input = EdgeTensor.Create(pixelValues, [batch, 3, height, width], _inputType);
            return _session.Run(_runOptions, _inputNames, [input], _outputNames);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new CheckpointException(_graph.Path, $"{_graph.Path} cannot be run: {FirstLine(exception)}", exception);
        }
    }
}

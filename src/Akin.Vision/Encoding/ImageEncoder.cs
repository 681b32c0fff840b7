using System.Buffers;
using System.Diagnostics;
using Akin.Vision.Checkpoints;
using Akin.Vision.Checkpoints.Hub;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;

namespace Akin.Vision.Encoding;

/// <summary>
/// A vision model with its preprocessing: a picture in, its embedding out. Thread-safe; whoever opened it disposes it, at any time: calls under way
/// end as if nothing had happened, the model is freed after the last of them, and new calls throw <see cref="ObjectDisposedException"/>.
/// </summary>
/// <remarks>An embedding is float32 [<see cref="Dimensions"/>] of length 1, unless <see cref="IsRaw"/>. It does not depend on the batch, on the number of threads or on what else runs.</remarks>
public sealed partial class ImageEncoder : IDisposable
{
    /// <summary>The encoder that travels with Akin and is used where none is named.</summary>
    public const string DefaultModel = "akin-mini";

    /// <summary>The edge of the picture whose embedding is counted where a graph leaves its dimensions open: that of most models' inputs.</summary>
    private const int ProbeEdge = 224;

    private readonly ImageDecoder _decoder = new();
    private readonly EncoderSession _session;
    private readonly CallGate _calls;
    private readonly ImageProcessor? _processor;
    private readonly string _path;
    private readonly EncoderOptions _options;
    private readonly Lazy<string> _fingerprint;

    private ImageEncoder(ModelLocation location, EncoderSession session, ImageProcessor? processor, int dimensions, EncoderOptions options, Func<string> fingerprint)
    {
        _path = location.Folder;
        _options = options;
        _session = session;
        _calls = new CallGate(session.Dispose);
        _processor = processor;
        Model = location.Model;
        Name = location.Name;
        Dimensions = dimensions;
        _fingerprint = new Lazy<string>(fingerprint);
    }

    /// <summary>What <see cref="Open"/> opens the same encoder by from any working folder: a built-in name, a full path, or <c>owner/name@commit</c>.</summary>
    public string Model { get; }

    /// <summary>The name to be shown: of the checkpoint's folder, or <c>owner/name</c> for a model of the Hub.</summary>
    public string Name { get; }

    /// <summary>Components of an embedding.</summary>
    public int Dimensions { get; }

    /// <summary>What it was opened with.</summary>
    public EncoderOptions Options => _options;

    /// <summary>Whether embeddings are given as the model computes them, of any length: see <see cref="EncoderOptions.IsRaw"/>.</summary>
    public bool IsRaw => _options.IsRaw;

    /// <summary>
    /// The tensors of the checkpoint that the embedding does not need, in order: classifiers, text towers, buffers of older versions. Nothing is wrong with them; a name that
    /// one would expect to be used hints at a checkpoint of another make.
    /// </summary>
    public IReadOnlyList<string> UnusedTensors => _session.UnusedTensors;

    /// <summary>
    /// Which output of which ONNX file is taken for the embedding, such as <c>pooler_output of onnx/model.onnx</c>, where the checkpoint brings its own graph; null where Akin
    /// writes the graph.
    /// </summary>
    public string? ChosenOutput => _session.ChosenOutput;

    /// <summary>The checkpoint's folder on this machine.</summary>
    public string Folder => _path;

    /// <summary>What <see cref="Precision.Int8"/> changed in the model, to be shown: how many layers compute in integers. Null where nobody asked for that.</summary>
    public string? Quantized => _session.Quantized;

    /// <summary>What makes the model's input of a picture.</summary>
    /// <exception cref="InvalidOperationException">The encoder was opened for pixel values only.</exception>
    public ImageProcessor Processor => _processor
        ?? throw new InvalidOperationException($"The encoder {Name} was opened for pixel values only: it prepares no pictures.");

    /// <summary>Opens an encoder that is on this machine. <see cref="OpenAsync"/> also downloads.</summary>
    /// <param name="model">
    /// The name of a built-in one, such as <see cref="DefaultModel"/>, the folder of a Hugging Face checkpoint, or a model of the Hub that lies in its cache,
    /// <c>owner/name</c> or <c>owner/name@revision</c>. A folder is taken before a model of the Hub that has the same name.
    /// </param>
    /// <param name="options">How it runs, or null for the defaults.</param>
    /// <exception cref="CheckpointException">There is no such checkpoint, it is damaged, or of a kind that Akin does not know.</exception>
    public static ImageEncoder Open(string model, EncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return OpenAt(ModelLocation.Find(model, options?.OnnxFile, HubSettings.FromEnvironment), options ?? new EncoderOptions());
    }

    /// <summary>Opens the preprocessing alone.</summary>
    /// <param name="model">As for <see cref="Open"/>; the folder needs no weights.</param>
    /// <param name="chain">Whose steps are wanted.</param>
    /// <exception cref="CheckpointException">There is no such checkpoint, or its preprocessing is of a kind that Akin does not know.</exception>
    public static ImageProcessor OpenProcessor(string model, PreprocessingChain chain = PreprocessingChain.Checkpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return ImageProcessor.Open(ModelLocation.Find(model, onnxFile: null, HubSettings.FromEnvironment).Folder, chain);
    }

    /// <summary>Decodes a picture as this encoder's <see cref="EncoderOptions.Decoding"/> asks, within the default limits.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>The upright picture, which the caller disposes.</returns>
    /// <exception cref="ImageDecodeException">The file is no picture that can be read. Skip it.</exception>
    public PixelImage Decode(ReadOnlySpan<byte> file)
    {
        long start = EncoderTelemetry.BeginDecode();
        try
        {
            PixelImage picture = _decoder.Decode(file, _options.Decoding == DecodeMode.Fast ? Processor : null);
            EncoderTelemetry.EndDecode(start, Name);
            return picture;
        }
        catch (ImageDecodeException exception)
        {
            EncoderTelemetry.Reject(exception.Fault, Name);
            throw;
        }
    }

    /// <summary>Computes the embedding of a picture.</summary>
    /// <param name="picture">The picture; it stays its caller's.</param>
    /// <param name="embedding">float32 [<see cref="Dimensions"/>]; all zero in the one case that the model gives nothing but zeros.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ImageDecodeException">The picture is too elongated for the preprocessing. Skip it.</exception>
    /// <exception cref="CheckpointException">The model cannot be run.</exception>
    /// <exception cref="InvalidOperationException">The encoder was opened for pixel values only.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    public void Encode(PixelImage picture, Span<float> embedding)
    {
        ArgumentNullException.ThrowIfNull(picture);
        float[] pixelValues = [];
        try
        {
            (int width, int height) = Processor.OutputSize(picture.OriginalWidth, picture.OriginalHeight);
            int length = 3 * width * height;
            pixelValues = ArrayPool<float>.Shared.Rent(length);
            Processor.Process(picture, pixelValues.AsSpan(0, length));
            Encode(pixelValues.AsMemory(0, length), 1, height, width, embedding);
        }
        catch (ImageDecodeException exception)
        {
            EncoderTelemetry.Reject(exception.Fault, Name);
            throw;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixelValues);
        }
    }

    /// <summary>Computes the embeddings of pictures that were prepared elsewhere.</summary>
    /// <param name="pixelValues">float32 [count, 3, height, width], as the model's own preprocessing makes them.</param>
    /// <param name="count">Pictures.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="embeddings">float32 [count, <see cref="Dimensions"/>].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="CheckpointException">The model cannot be run, or takes inputs of another size.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    public void Encode(Memory<float> pixelValues, int count, int height, int width, Span<float> embeddings)
    {
        EncodeRaw(pixelValues, count, height, width, embeddings);
        for (int picture = 0; picture < count; picture++)
        {
            Normalise(embeddings.Slice(picture * Dimensions, Dimensions));
        }
    }

    /// <summary>As <see cref="Encode(Memory{float}, int, int, int, Span{float})"/>, but gives what the model computes, numbers that are not finite included.</summary>
    /// <param name="pixelValues">float32 [count, 3, height, width], as the model's own preprocessing makes them.</param>
    /// <param name="count">Pictures.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="embeddings">float32 [count, <see cref="Dimensions"/>], of any length.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="CheckpointException">The model cannot be run, or takes inputs of another size.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    public void EncodeRaw(Memory<float> pixelValues, int count, int height, int width, Span<float> embeddings)
    {
        if (pixelValues.Length != 3L * count * height * width || embeddings.Length != (long)count * Dimensions)
        {
            throw new ArgumentException($"{count} pictures of {width} x {height} take {3L * count * height * width} values and {(long)count * Dimensions} components, got {pixelValues.Length} and {embeddings.Length}.");
        }

        _calls.Enter(this);
        try
        {
            long start = EncoderTelemetry.BeginEncode();
            _session.Run(pixelValues, count, height, width, Dimensions, embeddings);
            EncoderTelemetry.EndEncode(start, Name, count);
        }
        finally
        {
            _calls.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Close();

    private static ImageEncoder OpenAt(ModelLocation location, EncoderOptions options)
    {
        using Activity? activity = EncoderTelemetry.Source.StartActivity("akin.encoder.open");
        activity?.SetTag(EncoderTelemetry.EncoderTag, location.Name);
        try
        {
            ImageEncoder encoder = Load(location, CheckpointDirectory.Open(location.Folder, options.OnnxFile), options);
            activity?.SetTag(EncoderTelemetry.DimensionsTag, encoder.Dimensions);
            return encoder;
        }
        catch (CheckpointException exception)
        {
            activity.Fail(exception);
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            activity.Fail(exception);
            throw Unreadable(location.Folder, exception);
        }
    }

    private static ImageEncoder Load(ModelLocation location, CheckpointDirectory checkpoint, EncoderOptions options)
    {
        ImageProcessor? processor = options.TakesPixelValuesOnly ? null : ImageProcessor.Open(checkpoint.Path, options.Preprocessing, options.InputSize);
        EncoderSession session = EncoderSession.Load(checkpoint, options);
        try
        {
            (int width, int height) = processor?.OutputSize(ProbeEdge, ProbeEdge) ?? session.InputSizeNear(options.InputSize ?? (ProbeEdge, ProbeEdge));
            int dimensions = session.DeclaredDimensions > 0 ? session.DeclaredDimensions : session.Probe(height, width);
            return new ImageEncoder(location, session, processor, dimensions, options, () =>
                EncoderFingerprint.Compute(session.WeightsHashes, checkpoint.Config, processor?.Identity ?? "none", session.OutputIdentity + Departures(options)));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Normalise(Span<float> embedding)
    {
        double squares = 0;
        foreach (float component in embedding)
        {
            squares += (double)component * component;
        }

        if (!double.IsFinite(squares))
        {
            throw new CheckpointException(_path, $"The encoder {Name} gave a number that is not finite: its weights are damaged.");
        }

        double length = Math.Sqrt(squares);
        for (int index = 0; index < embedding.Length && length > 0 && !IsRaw; index++)
        {
            embedding[index] = (float)(embedding[index] / length);
        }
    }
}

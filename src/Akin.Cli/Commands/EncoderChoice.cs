using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary>What a command line says about the encoder.</summary>
/// <param name="Model">Its name or folder, or null for the command's default.</param>
/// <param name="Pooling">How the embedding is taken, or null for the model's own way.</param>
/// <param name="InputSize">The size of its inputs in pixels, or null for the checkpoint's own.</param>
internal sealed record EncoderChoice(string? Model, Pooling? Pooling, (int Height, int Width)? InputSize)
{
    /// <summary>Whether embeddings stay as the model computes them.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The ONNX model to take of it, or null for what Akin chooses.</summary>
    public string? OnnxFile { get; init; }

    /// <summary>Whose preprocessing, or null where nothing is said of it.</summary>
    public PreprocessingChain? Preprocessing { get; init; }

    /// <summary>How exactly pictures are decoded, or null where nothing is said of it.</summary>
    public DecodeMode? Decoding { get; init; }

    /// <summary>Cores to use, or null for all.</summary>
    public int? Threads { get; init; }

    /// <summary>What it runs on, or null where nothing is said of it.</summary>
    public EncoderDevice? Device { get; init; }

    /// <summary>Pictures that are decoded and encoded at once where there are many.</summary>
    public int WorkerCount => Threads ?? Environment.ProcessorCount;

    /// <summary>The numbers that it computes with, or null where nothing is said of them.</summary>
    public Precision? Precision { get; init; }

    /// <summary>The options to open it with.</summary>
    /// <param name="threads">Threads that work on one call.</param>
    /// <param name="kept">What a gallery was made with, which holds where the command line says nothing else; or null.</param>
    public EncoderOptions Options(int threads, EncoderOptions? kept = null)
    {
        kept ??= new EncoderOptions();
        return kept with
        {
            IntraOpThreads = threads,
            Pooling = Pooling ?? kept.Pooling,
            InputSize = InputSize ?? kept.InputSize,
            OnnxFile = OnnxFile ?? kept.OnnxFile,
            Preprocessing = Preprocessing ?? kept.Preprocessing,
            Decoding = Decoding ?? kept.Decoding,
            Device = Device ?? kept.Device,
            Precision = Precision ?? kept.Precision,
            IsRaw = IsRaw,
        };
    }
}

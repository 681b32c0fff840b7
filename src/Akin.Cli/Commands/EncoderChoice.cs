using Akin.Vision.Encoding;

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

    /// <summary>The options to open it with.</summary>
    /// <param name="threads">Threads that work on one call.</param>
    public EncoderOptions Options(int threads) => new() { IntraOpThreads = threads, Pooling = Pooling, InputSize = InputSize, IsRaw = IsRaw, OnnxFile = OnnxFile };
}

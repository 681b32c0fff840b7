using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;

namespace Akin.Vision.Encoding;

/// <summary>How an encoder runs, and what is asked of it beside what its checkpoint says. An encoder's fingerprint holds all that changes its embeddings.</summary>
public sealed record EncoderOptions
{
    /// <summary>
    /// Threads that work on one call, at least 1. The default, 1, gives the most pictures a second when many threads encode at once, as indexing does;
    /// one a core gives the shortest time for a single picture.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int IntraOpThreads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>Whose preprocessing is used. Default: the checkpoint's.</summary>
    public PreprocessingChain Preprocessing { get; init; }

    /// <summary>How exactly <see cref="ImageEncoder.Decode"/> decodes. Default: exactly.</summary>
    public DecodeMode Decoding { get; init; }

    /// <summary>
    /// How the embedding is taken from the model; null, the default, for the model's own way: <c>[CLS]</c> for ViT-likes, the pooled output for convolutional models, Swin and
    /// SigLIP, the projected embedding for CLIP.
    /// </summary>
    public Pooling? Pooling { get; init; }

    /// <summary>
    /// The size in pixels that pictures are brought to, each edge 1 to 4,096; null, the default, for the checkpoint's own. Models that are bound to the size of their
    /// training then interpolate their position embeddings, as <c>interpolate_pos_encoding=True</c> does in <c>transformers</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An edge is out of its range.</exception>
    public (int Height, int Width)? InputSize
    {
        get;
        init
        {
            if (value is (int height, int width))
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(height, width), 1, nameof(value));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(height, width), ImageProcessor.EdgeLimit, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>What the model runs on. Default: the processor. On a GPU the numbers differ in their last digits, so the fingerprint tells the two apart.</summary>
    public EncoderDevice Device { get; init; }

    /// <summary>
    /// Whether the encoder takes only pixel values that were prepared elsewhere: the checkpoint then needs no <c>preprocessor_config.json</c>, and pictures are refused.
    /// </summary>
    public bool TakesPixelValuesOnly { get; init; }

    /// <summary>The numbers that the model computes with. Default: float32.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether embeddings are given as the model computes them, instead of being brought to length 1. Galleries hold none such.</summary>
    public bool IsRaw { get; init; }

    /// <summary>
    /// The ONNX model of the checkpoint to take, such as <c>model_quantized.onnx</c>: a name below its folder or below its folder <c>onnx</c>. Null, the default, takes the
    /// weights if Akin knows the architecture, and else <c>onnx/model.onnx</c>. Unlike the other options it decides what is computed.
    /// </summary>
    public string? OnnxFile { get; init; }
}

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
}

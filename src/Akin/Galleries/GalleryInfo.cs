using Akin.Vision.Encoding;

namespace Akin.Galleries;

/// <summary>What a gallery says of itself.</summary>
/// <param name="Roots">The folders that the gallery follows, ordered by name.</param>
/// <param name="Model">The name or path that opens the encoder again.</param>
/// <param name="Fingerprint">SHA-256 of all that shapes the encoder's numbers, 64 lower-case hexadecimal digits.</param>
/// <param name="Dimensions">Components of an embedding.</param>
/// <param name="Options">What the encoder was opened with, as far as it shapes embeddings; opening it by <paramref name="Model"/> and these gives the same again.</param>
/// <param name="RowCount">Committed rows of the vector file; rows of removed or replaced pictures included.</param>
public sealed record GalleryInfo(IReadOnlyList<GalleryRoot> Roots, string Model, string Fingerprint, int Dimensions, EncoderOptions Options, long RowCount)
{
    /// <summary>The fingerprint's first 12 digits, enough for a person to tell two encoders apart.</summary>
    public string ShortFingerprint => Shorten(Fingerprint);

    /// <summary>Version of the catalogue's format that the gallery has on the disk; older ones are brought to the newest by the next writer.</summary>
    public int FormatVersion { get; internal init; } = CatalogueSchema.Version;

    /// <summary>Which of the vector files that compactions wrote counts; 0 before the first.</summary>
    internal long VectorsGeneration { get; init; }

    /// <summary>For messages: an encoder by its name, the fingerprint's first digits and the options that it was opened with, where they shape embeddings.</summary>
    internal static string Describe(string name, string fingerprint, EncoderOptions options)
    {
        string text = EncoderOptionsText.Write(options);
        return $"{name} ({Shorten(fingerprint)}{(text == "{}" ? string.Empty : $", {text}")})";
    }

    internal static string Shorten(string fingerprint) => fingerprint[..Math.Min(12, fingerprint.Length)];
}

namespace Akin.Vision.Decoding;

/// <summary>Says in a few words why a decoder gave up.</summary>
internal static class DecodeFault
{
    /// <summary>The reason, judged by the file itself: decoders' own messages speak of their insides.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="decoderMessage">What the decoder said.</param>
    internal static string Reason(ReadOnlySpan<byte> file, PictureFormat format, string decoderMessage = "")
    {
        if (format == PictureFormat.Heic && LacksCodec(decoderMessage))
        {
            return "it is a HEIC picture, which needs a libvips with libheif and libde265: Akin's own has no HEVC decoder (docs/decoding.md says how to use another)";
        }

        string fault = FormatSignature.IsCutShort(file, format) ? "truncated" : "damaged or of an unsupported kind";
        return $"the {FormatSignature.Name(format)} is {fault}";
    }

    // libheif's words for a codec that it was not built with.
    private static bool LacksCodec(string decoderMessage) => decoderMessage.Contains("nsupported codec", StringComparison.Ordinal)
        || decoderMessage.Contains("ecoder plugin", StringComparison.Ordinal);
}

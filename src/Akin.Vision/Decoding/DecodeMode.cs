namespace Akin.Vision.Decoding;

/// <summary>How exactly pictures are decoded for an encoder.</summary>
public enum DecodeMode
{
    /// <summary>Every pixel, as Pillow gives it.</summary>
    Exact,

    /// <summary>
    /// Large JPEG and WebP files are decoded at a half, a quarter or an eighth of their edges, the smallest that still leaves twice the edges that the
    /// preprocessing resizes to. Faster for photographs of many megapixels, and not exact: docs/decoding.md says what it moves. An encoder's fingerprint records it.
    /// </summary>
    Fast,
}

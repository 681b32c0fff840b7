namespace Akin.Vision.Decoding;

/// <summary>What a CMYK sample means.</summary>
internal enum Ink
{
    /// <summary>The samples are light, not ink.</summary>
    None,

    /// <summary>255 is full ink, as in TIFF.</summary>
    FullIsCovered,

    /// <summary>255 is bare paper, as Adobe writes JPEG.</summary>
    FullIsBare,
}

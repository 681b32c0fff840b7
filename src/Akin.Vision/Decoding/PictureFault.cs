namespace Akin.Vision.Decoding;

/// <summary>The kinds of reasons for which a picture gives no embedding, few enough to count by.</summary>
public enum PictureFault
{
    /// <summary>The file is damaged, truncated, or of an unsupported kind of its format.</summary>
    Damaged,

    /// <summary>The file is empty.</summary>
    Empty,

    /// <summary>The file is not there, may not be read, or its disk fails.</summary>
    Unreadable,

    /// <summary>The file is of a format that is not read, or no picture at all.</summary>
    UnknownFormat,

    /// <summary>The picture is beyond <see cref="DecodeLimits"/>, or too elongated for the preprocessing.</summary>
    BeyondLimits,
}

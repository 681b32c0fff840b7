namespace Akin.Vision.Decoding;

/// <summary>A picture could not be decoded. Skip the file and record <see cref="Exception.Message"/> as its reason: one sentence without the path.</summary>
public sealed class ImageDecodeException : Exception
{
    /// <summary>Creates the exception with the reason, one sentence that says what is wrong with the file: <see cref="PictureFault.Damaged"/>.</summary>
    public ImageDecodeException(string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
    }

    /// <summary>Creates the exception with the reason, one sentence that says what is wrong with the file, and its kind.</summary>
    internal ImageDecodeException(string reason, PictureFault fault, Exception? innerException = null)
        : base(reason, innerException)
    {
        Fault = fault;
    }

    /// <summary>The kind of the reason.</summary>
    public PictureFault Fault { get; }

    /// <summary>Which of several pictures it is, from 0, where several were given at once; otherwise null.</summary>
    public int? PictureIndex { get; init; }
}

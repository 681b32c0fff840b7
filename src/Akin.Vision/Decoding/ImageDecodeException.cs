namespace Akin.Vision.Decoding;

/// <summary>A picture could not be decoded. Skip the file and record <see cref="Exception.Message"/> as its reason: one sentence without the path.</summary>
public sealed class ImageDecodeException : Exception
{
    /// <summary>Creates the exception with the reason, one sentence that says what is wrong with the file.</summary>
    public ImageDecodeException(string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
    }
}

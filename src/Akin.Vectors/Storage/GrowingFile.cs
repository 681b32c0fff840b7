namespace Akin.Vectors.Storage;

/// <summary>
/// A file that is written by growing. Where it may grow no further, by a limit of the process or of the file system, .NET throws an <see cref="ArgumentOutOfRangeException"/>; here it is an
/// <see cref="IOException"/>, as wherever a disk refuses, with the system's number of it as its <see cref="Exception.HResult"/>. Not thread-safe.
/// </summary>
internal sealed class GrowingFile : FileStream
{
    private const int PosixTooLarge = 27;

    /// <summary>Opens or creates a file, as <see cref="FileStream"/> does.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public GrowingFile(string path, FileMode mode, FileAccess access, FileShare share, int bufferInBytes)
        : base(path, mode, access, share, bufferInBytes)
    {
    }

    /// <inheritdoc/>
    public override long Position
    {
        get => base.Position;
        set
        {
            try
            {
                base.Position = value;
            }
            catch (ArgumentOutOfRangeException exception) when (value >= 0)
            {
                throw TooLarge(exception);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The other overload of a class derived from <see cref="FileStream"/> ends here.</remarks>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        try
        {
            base.Write(buffer, offset, count);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    /// <inheritdoc/>
    public override void Flush(bool flushToDisk)
    {
        try
        {
            base.Flush(flushToDisk);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        try
        {
            base.SetLength(value);
        }
        catch (ArgumentOutOfRangeException exception) when (value >= 0)
        {
            throw TooLarge(exception);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    private IOException TooLarge(ArgumentOutOfRangeException exception) =>
        new($"The file '{Name}' may grow no further, by a limit of the process or of its file system.", exception) { HResult = PosixTooLarge };
}

namespace Akin.Vectors.Storage;

/// <summary>A file of vectors is damaged, of another format version, or not of the shape that was asked for. Stop; derived files may be rebuilt.</summary>
public sealed class IndexFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="message">One sentence: what is wrong with it.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    /// <param name="offset">Where in the file, in bytes, if that is known.</param>
    public IndexFormatException(string path, string message, Exception? innerException = null, long? offset = null)
        : base(message, innerException)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where in the file the damage lies, in bytes from its start; null where that has no place, as when the file is too short.</summary>
    public long? Offset { get; }

    /// <summary>The exception for a derived file that is damaged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where.</param>
    /// <param name="reason">What is wrong, without a full stop.</param>
    internal static IndexFormatException Damaged(string path, long offset, string reason) => new(path, $"{path} is damaged: {reason}. Build it again.", offset: offset);
}

namespace Akin.Galleries;

/// <summary>
/// A gallery cannot be used as asked: it is missing, none, locked, damaged, made by another encoder or of another folder, or its disk refuses to be written.
/// Stop and show <see cref="Exception.Message"/>; what was committed before stays usable.
/// </summary>
public sealed class GalleryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The gallery's folder.</param>
    /// <param name="message">One sentence: what is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public GalleryException(string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
    }

    /// <summary>Whether the gallery itself may be sound, and the disk or the system refused: it is full, read-only, without permission, or in another process' hands. Trying again later may help.</summary>
    public bool IsRefusedBySystem { get; internal init; }

    /// <summary>Whether another process is writing the gallery.</summary>
    internal bool IsLocked { get; init; }

    /// <summary>The gallery's folder.</summary>
    public string Path { get; }
}

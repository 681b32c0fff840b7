namespace Akin.Vision.Checkpoints;

/// <summary>A checkpoint cannot be used: a file is missing, damaged, hostile or of an unsupported kind. Stop and show <see cref="Exception.Message"/>.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder at fault.</param>
    /// <param name="message">One sentence: what is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public CheckpointException(string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
    }

    /// <summary>The file or folder at fault.</summary>
    public string Path { get; }
}

namespace Akin.Datasets;

/// <summary>What became of one file on its way to an embedding.</summary>
public abstract record PictureOutcome
{
    private protected PictureOutcome(PictureFile file) => File = file;

    /// <summary>The file.</summary>
    public PictureFile File { get; internal init; }

    /// <summary>The picture was decoded and encoded.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Width">Pixels across, upright.</param>
    /// <param name="Height">Pixels down, upright.</param>
    /// <param name="Embedding">Float32 [dimensions], L2-normalised.</param>
    public sealed record Embedded(PictureFile File, int Width, int Height, float[] Embedding) : PictureOutcome(File)
    {
        /// <summary>SHA-256 of its bytes, 32 bytes; empty where there was nothing to recognise by it.</summary>
        internal byte[] ContentHash { get; init; } = [];
    }

    /// <summary>The file's bytes are those that were known of it, so nothing was decoded: only its time has changed.</summary>
    /// <param name="File">The file.</param>
    internal sealed record Unchanged(PictureFile File) : PictureOutcome(File);

    /// <summary>The file's bytes are those of another file, so nothing was decoded.</summary>
    /// <param name="File">The file.</param>
    /// <param name="ContentHash">SHA-256 of its bytes.</param>
    internal sealed record Recognised(PictureFile File, byte[] ContentHash) : PictureOutcome(File);

    /// <summary>The file gave no embedding.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Reason">One sentence without the path.</param>
    public sealed record Rejected(PictureFile File, string Reason) : PictureOutcome(File)
    {
        /// <summary>SHA-256 of its bytes; null where they could not be read.</summary>
        internal byte[]? ContentHash { get; init; }

        /// <summary>Whether the system refused to read it, which says nothing of its content and may be otherwise next time.</summary>
        internal bool IsUnread { get; init; }
    }
}

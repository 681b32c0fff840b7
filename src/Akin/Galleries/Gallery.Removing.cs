namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>
    /// Takes pictures out of a gallery. Files are not touched: one that is still there stays out of the gallery until its content changes or <see cref="IndexOptions.RetriesRejected"/>
    /// is asked for. Space comes back by <see cref="CompactAsync"/>.
    /// </summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <param name="removal">What is to go. Where it names a picture, a label or a folder that the gallery does not have, nothing is removed.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="GalleryException">The gallery has no such picture, label or folder, is written by another process, is damaged, or its disk refuses.</exception>
    public static RemovalReport Remove(string galleryPath, Removal removal)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        ArgumentNullException.ThrowIfNull(removal);
        return Change(galleryPath, writer => new RemovalRun(writer, removal).Run());
    }
}

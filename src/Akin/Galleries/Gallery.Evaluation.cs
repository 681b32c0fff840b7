using Akin.Evaluation;
using Akin.Vectors.Storage;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>The embeddings; the gallery disposes them.</summary>
    internal VectorFile Vectors => _vectors;

    /// <summary>The ways to search.</summary>
    internal GalleryIndexes Indexes => _indexes;

    /// <summary>What the gallery holds, each content once, with its labels.</summary>
    internal LabelledContents ReadContents()
    {
        lock (_catalogueLock)
        {
            return LabelledContents.Of(_catalogue.ReadRowLabels());
        }
    }

    /// <summary>The pictures whose embedding is a row, by key and label.</summary>
    internal IReadOnlyList<(string Key, string? Label)> PicturesOf(long row)
    {
        lock (_catalogueLock)
        {
            return [.. _catalogue.FindByRow(row).Select(item => (_keys.Show(item.Name), item.Label))];
        }
    }

    /// <summary>The row of the pictures with a content; null where the gallery does not hold it.</summary>
    /// <param name="contentHash">SHA-256 of a file's bytes.</param>
    internal long? RowOf(byte[] contentHash)
    {
        lock (_catalogueLock)
        {
            return _catalogue.FindRow(contentHash);
        }
    }
}

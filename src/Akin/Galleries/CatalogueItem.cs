using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>One picture as the catalogue keeps it.</summary>
/// <param name="File">The file as it was when its content was read.</param>
/// <param name="ContentHash">SHA-256 of its bytes.</param>
/// <param name="Content">Its embedding's position in the vector file, and its size; shared by all items of the same content.</param>
internal sealed record CatalogueItem(PictureFile File, byte[] ContentHash, KnownContent Content);

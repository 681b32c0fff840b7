using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>One picture as the catalogue keeps it.</summary>
/// <param name="File">The file as it was when it was encoded.</param>
/// <param name="ContentHash">SHA-256 of its bytes.</param>
/// <param name="Width">Pixels across, upright.</param>
/// <param name="Height">Pixels down, upright.</param>
/// <param name="Row">Its embedding's position in the vector file.</param>
internal sealed record CatalogueItem(PictureFile File, byte[] ContentHash, int Width, int Height, long Row);

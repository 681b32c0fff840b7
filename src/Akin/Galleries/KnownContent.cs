namespace Akin.Galleries;

/// <summary>A picture's content whose embedding the gallery has.</summary>
/// <param name="Row">The embedding's position in the vector file.</param>
/// <param name="Width">Pixels across, upright.</param>
/// <param name="Height">Pixels down, upright.</param>
internal readonly record struct KnownContent(long Row, int Width, int Height);

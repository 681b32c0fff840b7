namespace Akin.Galleries;

/// <summary>A picture whose file has another path than before.</summary>
/// <param name="From">The key that the gallery knows it by.</param>
/// <param name="To">The key of the file that has its content now.</param>
public sealed record MovedPicture(string From, string To);

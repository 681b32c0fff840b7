namespace Akin.Galleries;

/// <summary>A root whose folder is gone or shows no picture, as that of a disk that is not mounted. Its pictures stay in the gallery.</summary>
/// <param name="Name">The root's name.</param>
/// <param name="Path">Its folder.</param>
/// <param name="PictureCount">The pictures of it that the gallery holds.</param>
/// <param name="Reason">What is the matter with the folder, for example "is empty".</param>
public sealed record MissingRoot(string Name, string Path, long PictureCount, string Reason);

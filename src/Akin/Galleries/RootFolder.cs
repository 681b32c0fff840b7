namespace Akin.Galleries;

/// <summary>A folder that a gallery is asked to follow.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Name">The name of the root that it becomes or is; null for the name that the gallery has for the folder, or else the folder's own.</param>
public sealed record RootFolder(string Path, string? Name = null);

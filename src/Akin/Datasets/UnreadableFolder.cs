namespace Akin.Datasets;

/// <summary>A folder that could not be listed.</summary>
/// <param name="KeyPrefix">The folder's path below the data set's folder, ending in <c>/</c>; empty for that folder itself.</param>
/// <param name="Reason">What the system said.</param>
public sealed record UnreadableFolder(string KeyPrefix, string Reason);

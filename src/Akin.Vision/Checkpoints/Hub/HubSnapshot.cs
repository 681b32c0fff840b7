namespace Akin.Vision.Checkpoints.Hub;

/// <summary>A model in the cache.</summary>
/// <param name="Folder">The folder of its files, laid out as any checkpoint.</param>
/// <param name="Commit">The commit that they are of.</param>
internal sealed record HubSnapshot(string Folder, string Commit);

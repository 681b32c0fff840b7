namespace Akin.Vision.Checkpoints.Hub;

/// <summary>What a repository of the Hub holds; it decides its paths there and its folder in the cache.</summary>
internal enum HubRepositoryKind
{
    Model,
    DataSet,
}

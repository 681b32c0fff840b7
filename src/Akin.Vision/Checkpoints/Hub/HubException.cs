namespace Akin.Vision.Checkpoints.Hub;

/// <summary>The Hub or its cache gave no file. Callers outside see the same sentence by <see cref="ToPublic"/>.</summary>
/// <remarks>No message holds the token, or an address with a query, which may hold a signature.</remarks>
internal sealed class HubException(HubFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public HubFailure Failure => failure;

    /// <summary>Whether what the cache holds may stand in: everything but a revision that does not exist, and a cache that fails.</summary>
    public bool CacheMayAnswer => failure is not (HubFailure.NoRevision or HubFailure.Storage);

    /// <summary>The exception for callers outside: the network's and the disk's refusals are an <see cref="IOException"/>, all else is the model's.</summary>
    public Exception ToPublic(string model) => failure is HubFailure.NoAnswer or HubFailure.ServerFault or HubFailure.Storage
        ? new IOException(Message, this)
        : new CheckpointException(model, Message, this);
}

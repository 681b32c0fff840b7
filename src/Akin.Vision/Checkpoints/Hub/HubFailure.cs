namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Why the Hub gave no file. It decides whether asking again or taking what lies in the cache makes sense.</summary>
internal enum HubFailure
{
    /// <summary>The network may not be used, and the cache does not hold it.</summary>
    Offline,

    /// <summary>No answer: no network, no such host, a connection that breaks or stalls.</summary>
    NoAnswer,

    /// <summary>The server says that it cannot answer now.</summary>
    ServerFault,

    /// <summary>The server wants a token, or another one, or an agreement to terms.</summary>
    Refused,

    /// <summary>There is no such repository, or none that may be seen.</summary>
    NoRepository,

    /// <summary>There is no such revision of the repository.</summary>
    NoRevision,

    /// <summary>There is no such file at the revision.</summary>
    NoFile,

    /// <summary>The server's answer contradicts itself or the protocol, or holds what it must not.</summary>
    BadAnswer,

    /// <summary>The cache cannot be written or read.</summary>
    Storage,
}

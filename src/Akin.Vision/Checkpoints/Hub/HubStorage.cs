namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Says in one sentence what the disk refused.</summary>
internal static class HubStorage
{
    private const int PosixNoSpace = 28;

    private const int PosixQuotaExceeded = 122;

    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception is the disk's. What the network throws never gets here: it is explained where it happens.</summary>
    public static bool IsStorage(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static HubException Explain(string cacheFolder, Exception exception)
    {
        string message = exception switch
        {
            IOException { HResult: PosixNoSpace or PosixQuotaExceeded or WindowsDiskFull } =>
                $"The disk that holds the model cache {cacheFolder} is full: make room and run it again, which goes on where it stopped, or move the cache by HF_HOME.",
            UnauthorizedAccessException => $"The model cache {cacheFolder} cannot be written: check its permissions, or move it by HF_HOME.",
            _ => $"The model cache {cacheFolder} could not be read or written: {exception.Message}",
        };
        return new HubException(HubFailure.Storage, message, exception);
    }
}

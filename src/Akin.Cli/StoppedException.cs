namespace Akin.Cli;

/// <summary>A signal stopped the work, and there is more to say than that. The message is the sentence that the user reads.</summary>
internal sealed class StoppedException(string message, Exception? innerException = null) : OperationCanceledException(message, innerException);

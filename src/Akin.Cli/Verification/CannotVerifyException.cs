namespace Akin.Cli.Verification;

/// <summary>A model cannot be compared with its pair. The message is the sentence that the user reads.</summary>
internal sealed class CannotVerifyException(string message, Exception? innerException = null) : Exception(message, innerException);

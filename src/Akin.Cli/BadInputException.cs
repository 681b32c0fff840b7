namespace Akin.Cli;

/// <summary>What the user named cannot be used. The message is the sentence that the user reads.</summary>
internal sealed class BadInputException(string message, Exception? innerException = null) : Exception(message, innerException);

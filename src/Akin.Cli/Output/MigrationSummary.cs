namespace Akin.Cli.Output;

/// <summary>A migration that was begun and is not finished, as <c>akin info --json</c> prints it.</summary>
/// <param name="Encoder">The other encoder's name or path.</param>
/// <param name="Fingerprint">SHA-256 of all that shapes its numbers.</param>
/// <param name="Options">How it was opened.</param>
/// <param name="Rows">Embeddings that it has made so far.</param>
internal sealed record MigrationSummary(string Encoder, string Fingerprint, EncodingSummary Options, long Rows);

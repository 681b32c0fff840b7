namespace Akin.Cli.Output;

/// <summary>What <c>akin models --json</c> prints of a model: what <c>--model</c> takes, where it is, how large, and which commits are here.</summary>
internal sealed record ModelSummary(string Model, string Folder, long Bytes, IReadOnlyList<ModelRevisionSummary> Revisions);

namespace Akin.Cli.Output;

/// <summary>One commit of a model; without a commit for one that comes with Akin. The problem says why Akin cannot run it, and is null where it can.</summary>
internal sealed record ModelRevisionSummary(string? Commit, IReadOnlyList<string> References, string Folder, bool Runs, string? Problem);

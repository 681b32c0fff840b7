using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>The answer to one query, as <c>akin search --json</c> prints it.</summary>
/// <param name="Query">The picture's path as it was named.</param>
/// <param name="Gallery">The gallery's path as it was named.</param>
/// <param name="Mode">How the gallery was searched: <c>exact</c>, <c>codes</c>, <c>clustered</c>, <c>hash</c> or <c>projected:N</c>.</param>
/// <param name="RecallAt10">How many of the ten true neighbours that finds, as it was measured; null where there are too few pictures.</param>
/// <param name="Matches">The matches by falling similarity.</param>
internal sealed record SearchResult(string Query, string Gallery, string Mode, double? RecallAt10, IReadOnlyList<Match> Matches);

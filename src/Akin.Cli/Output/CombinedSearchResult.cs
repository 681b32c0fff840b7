using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>The one answer to several queries, as <c>akin search --combine --json</c> prints it.</summary>
/// <param name="Queries">The pictures' paths as they were named, and keys of the gallery.</param>
/// <param name="Combine">How they make one answer: <c>mean</c> or <c>best</c>.</param>
/// <param name="Gallery">The gallery's path as it was named.</param>
/// <param name="Mode">How the gallery was searched: <c>exact</c>, <c>codes</c>, <c>clustered</c>, <c>hash</c> or <c>projected:N</c>.</param>
/// <param name="RecallAt10">How many of the ten true neighbours of one query that finds, as it was measured; null where there are too few pictures.</param>
/// <param name="Matches">The matches by falling similarity.</param>
internal sealed record CombinedSearchResult(
    IReadOnlyList<string> Queries, string Combine, string Gallery, string Mode, double? RecallAt10, IReadOnlyList<Match> Matches);

using Akin.Galleries;

namespace Akin.Reports;

/// <summary>A query and its answer, as a <see cref="ContactSheet"/> shows them.</summary>
/// <param name="PicturePath">The query's picture file.</param>
/// <param name="Label">The query's label, or null when it has none.</param>
/// <param name="Matches">The answer in order of rank.</param>
public sealed record SheetQuery(string PicturePath, string? Label, IReadOnlyList<Match> Matches);

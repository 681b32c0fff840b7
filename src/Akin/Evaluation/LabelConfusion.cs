namespace Akin.Evaluation;

/// <summary>A cell of the confusion table that is not empty.</summary>
/// <param name="Label">The queries' label.</param>
/// <param name="NearestLabel">
/// The label of their nearest pictures; null where these have none. A nearest picture with copies in several class folders counts as the query's label where one of them has it, otherwise as the first in ordinal order.
/// </param>
/// <param name="QueryCount">How many queries they are, at least 1.</param>
public sealed record LabelConfusion(string Label, string? NearestLabel, int QueryCount);

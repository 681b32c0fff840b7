namespace Akin.Evaluation;

/// <summary>One query of an evaluation.</summary>
/// <param name="OwnContent">The content of the gallery that the query is itself, which answers nothing; negative where the gallery does not hold it.</param>
/// <param name="Label">The number of its label; negative where it has none.</param>
/// <param name="Embedding">Float32 [dimensions]; null where it is that of <paramref name="OwnContent"/>.</param>
internal sealed record EvaluationQuery(int OwnContent, int Label, float[]? Embedding = null);

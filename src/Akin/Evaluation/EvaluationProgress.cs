namespace Akin.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Work">What is being done, in a word or two: <c>encoding</c>, <c>ranking</c>, <c>comparing order</c>, or the name of a search mode.</param>
/// <param name="DoneCount">Queries that are done with it.</param>
/// <param name="TotalCount">Queries in all.</param>
public sealed record EvaluationProgress(string Work, int DoneCount, int TotalCount);

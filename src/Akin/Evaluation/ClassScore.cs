namespace Akin.Evaluation;

/// <summary>How well the queries of one label are answered.</summary>
/// <param name="Label">The label.</param>
/// <param name="PictureCount">Pictures of the gallery that have it, each content once.</param>
/// <param name="QueryCount">Queries of it that were asked, at least 1.</param>
/// <param name="Accuracy">Part of them whose nearest picture has the label too, in [0, 1].</param>
/// <param name="MeanAveragePrecision">The mean of their average precisions, in [0, 1].</param>
public sealed record ClassScore(string Label, int PictureCount, int QueryCount, double Accuracy, double MeanAveragePrecision);

namespace Akin.Tests.Evaluation;

/// <summary>A picture of a <see cref="LabelledGallery"/>.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Label">Its label, or null for none.</param>
/// <param name="Content">The number of its content: pictures with the same one are copies, and have the first's embedding.</param>
/// <param name="Embedding">Float32, of length 1.</param>
internal sealed record LabelledPicture(string Key, string? Label, int Content, float[] Embedding);

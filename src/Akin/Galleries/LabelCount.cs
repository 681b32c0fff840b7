namespace Akin.Galleries;

/// <summary>How many pictures of a gallery carry a label.</summary>
/// <param name="Label">The label, or null for pictures without one.</param>
/// <param name="PictureCount">How many pictures carry it.</param>
public sealed record LabelCount(string? Label, long PictureCount);

namespace Akin.Benchmarks.Vectors;

/// <summary>One way to ask an index: a point of its curve of recall and time.</summary>
/// <param name="Settings">What distinguishes the point, as the table shows it; empty where there is nothing to set.</param>
/// <param name="Select">Sets the index so. Nobody searches meanwhile.</param>
internal sealed record MeasuredPoint(string Settings, Action Select);

namespace Akin.Vectors.Kernels;

/// <summary>What a sum of look-up table entries means.</summary>
/// <param name="Step">The similarity that one unit of an entry counts.</param>
/// <param name="Base">The similarity of a sum of zero.</param>
internal readonly record struct LookupScale(float Step, float Base);

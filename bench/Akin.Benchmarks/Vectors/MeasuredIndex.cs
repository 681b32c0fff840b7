using Akin.Vectors.Search;

namespace Akin.Benchmarks.Vectors;

/// <summary>An index that was built to be measured.</summary>
/// <param name="Title">As the table shows it.</param>
/// <param name="Index">What answers.</param>
/// <param name="BuildCpuSeconds">CPU time of the whole process while it was built from rows that lay ready.</param>
/// <param name="BytesPerVector">What a search needs in memory for each vector.</param>
/// <param name="Points">At least one.</param>
internal sealed record MeasuredIndex(string Title, IVectorIndex Index, double BuildCpuSeconds, double BytesPerVector, IReadOnlyList<MeasuredPoint> Points);

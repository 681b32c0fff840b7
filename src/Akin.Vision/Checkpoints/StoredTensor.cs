namespace Akin.Vision.Checkpoints;

/// <summary>Where a tensor lies in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements' type as safetensors writes it: <c>F32</c>, <c>F16</c>, <c>BF16</c> ...</param>
/// <param name="Shape">Its lengths; none for a single number.</param>
/// <param name="OffsetInBytes">Its first byte, counted from the file's beginning.</param>
/// <param name="LengthInBytes">Its bytes, row-major and without gaps.</param>
internal sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, long OffsetInBytes, long LengthInBytes);

namespace Akin.Vision.Checkpoints;

/// <summary>Where a tensor lies in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements' type as safetensors writes it: <c>F32</c>, <c>F16</c>, <c>BF16</c> ...</param>
/// <param name="Shape">Its lengths; none for a single number.</param>
/// <param name="FilePath">The file that holds it, with links followed.</param>
/// <param name="OffsetInBytes">Its first byte, counted from the file's beginning.</param>
/// <param name="LengthInBytes">The bytes from its first element to its last.</param>
internal sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, string FilePath, long OffsetInBytes, long LengthInBytes)
{
    /// <summary>How far apart, in elements, neighbours along each axis lie; null for a tensor that lies row-major and without gaps.</summary>
    public IReadOnlyList<long>? Strides { get; init; }
}

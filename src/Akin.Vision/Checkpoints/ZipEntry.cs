namespace Akin.Vision.Checkpoints;

/// <summary>A file that is stored, not compressed, in a zip file.</summary>
/// <param name="Name">Its name in the zip file.</param>
/// <param name="OffsetInBytes">Where its bytes begin.</param>
/// <param name="LengthInBytes">How many they are.</param>
internal sealed record ZipEntry(string Name, long OffsetInBytes, long LengthInBytes);
